// Runs the tests under the Node that runs this script; further arguments go to vitest.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runTool } from './run.js'
import { report } from './tally.js'

/** @param {string[]} args @returns {import('./tally.js').Tally} */
export function vitest(args) {
  const directory = mkdtempSync(join(tmpdir(), 'hawk-auth-tests-'))
  const file = join(directory, 'results.json')
  try {
    const exitCode = runTool('vitest/vitest.mjs', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...args,
    ])
    return tallyOf(file, exitCode)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** @param {string} file @param {number} exitCode */
function tallyOf(file, exitCode) {
  const { numPassedTests: passed, numFailedTests: failed } = readResults(file)
  // A file that does not load and an error outside every test have no failed test of their own.
  return { passed, failed: failed === 0 && (exitCode !== 0 || passed === 0) ? 1 : failed }
}

/** @param {string} file @returns {{ numPassedTests: number, numFailedTests: number }} */
function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { numPassedTests: 0, numFailedTests: 0 }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) report(vitest(process.argv.slice(2)))
