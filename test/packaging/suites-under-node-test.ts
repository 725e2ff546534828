import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { repositoryRoot, runNode } from './run-node.js'

/** What `node --test` counted. */
export interface TestCounts {
  tests: number
  pass: number
  fail: number
  skipped: number
}

/**
 * Runs the suites of the installed testkit by `node --test`, against the installed packages. The application is the one
 * of the node package's own tests, with its types taken off. Throws with all that was printed where a case fails.
 */
export function runSuitesUnderNodeTest(consumer: string): TestCounts {
  const source = readFileSync(join(repositoryRoot, 'packages/node/test/support/node-app.ts'), 'utf8')
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 }
  const { outputText } = ts.transpileModule(source, { compilerOptions })
  writeFileSync(join(consumer, 'node-app.mjs'), outputText)
  const report = runNode(['--test', '--test-reporter=tap', 'suites.test.mjs'], consumer)
  const count = (name: string): number => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(report)?.[1])
  return { tests: count('tests'), pass: count('pass'), fail: count('fail'), skipped: count('skipped') }
}
