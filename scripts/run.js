import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs a program of node_modules under the Node that runs this script; its output goes where ours goes.
 * @param {string} program path from the root's node_modules
 * @param {string[]} args
 * @returns {number} the exit code; 1 when it ended by a signal
 */
export function runTool(program, args) {
  const path = `${root}node_modules/${program}`
  return spawnSync(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1
}

/**
 * Runs one check, which counts as one test.
 * @param {string} name @param {string} program @param {string[]} args
 * @returns {import('./tally.js').Tally}
 */
export function check(name, program, args) {
  const started = performance.now()
  console.log(`\n— ${name}`)
  const ok = runTool(program, args) === 0
  console.log(`${ok ? 'ok' : 'FAILED'}: ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  return { passed: Number(ok), failed: Number(!ok) }
}
