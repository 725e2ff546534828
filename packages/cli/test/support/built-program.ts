import { execFile, spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Outcome } from './program.js'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))
const TSC = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url))

/** The program as it is installed. */
export const MAIN = `${PACKAGE}bin/hawk-auth.js`

/** How long a build may take at most, in ms. */
export const BUILD_MS = 180_000

export async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, [TSC, '-b', PACKAGE])
}

/** Starts the built program; nothing of this process's HAWK_AUTH variables reaches it. */
export function start(argv: readonly string[], env: Record<string, string>): ChildProcessWithoutNullStreams {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('HAWK_AUTH_'))
  return spawn(process.execPath, [MAIN, ...argv], { env: { ...Object.fromEntries(inherited), ...env } })
}

/** Waits for the end of a started program. */
export async function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  const written = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? -1, ...written }))
  })
}
