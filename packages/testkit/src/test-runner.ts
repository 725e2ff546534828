/** The functions of a test runner that the suites call; those of `node:test` and vitest both fit. */
export interface TestRunner {
  describe: (name: string, body: () => void) => unknown
  it: (name: string, body: () => Promise<void>) => unknown
}
