/** @typedef {{ passed: number, failed: number }} Tally */

/** Adds tallies up. @param {Tally[]} tallies @returns {Tally} */
export function sum(tallies) {
  return {
    passed: tallies.reduce((total, tally) => total + tally.passed, 0),
    failed: tallies.reduce((total, tally) => total + tally.failed, 0),
  }
}

/**
 * Prints the one line that every script here ends with, `N passed, N failed`, and sets the exit code. A run
 * in which nothing passed is a failed run: it proves nothing.
 * @param {Tally} tally
 */
export function report({ passed, failed }) {
  console.log(`\n${passed} passed, ${failed} failed`)
  if (failed > 0 || passed === 0) process.exitCode = 1
}
