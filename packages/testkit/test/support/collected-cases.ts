import type { TestRunner } from '@hawk-auth/testkit'

/** A case of a suite, kept instead of run. */
export interface CollectedCase {
  /** The outermost group. */
  suite: string
  /** The groups inside of it, and the case. */
  name: string
  run: () => Promise<void>
}

/** Keeps the cases of a suite, so that a test can run those that must fail. */
export function collectCases(suite: (runner: TestRunner) => void): CollectedCase[] {
  const cases: CollectedCase[] = []
  const path: string[] = []
  suite({
    describe: (name, body) => {
      path.push(name)
      body()
      path.pop()
    },
    it: (name, run) => {
      const [suite = '', ...groups] = path
      cases.push({ suite, name: [...groups, name].join(' > '), run })
    },
  })
  return cases
}

/** The names of the cases that fail. */
export async function failuresOf(cases: readonly CollectedCase[]): Promise<string[]> {
  const failures: string[] = []
  for (const { name, run } of cases) {
    await run().catch(() => failures.push(name))
  }
  return failures
}
