import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { buildProject } from '../../../../../test/support/build-project.js'
import { endWithThisProcess } from '../../../../../test/support/child-process.js'

const PACKAGE = new URL('../../../dist/', import.meta.url)

/** Every program begins with this: what the package exports, and the lines that it is told. */
const BEGINNING = `
  import { createInterface } from 'node:readline'
  const told = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  const nextLine = async () => (await told.next()).value
  const [directory, ...args] = process.argv.slice(1)
  const { openRegistry, migrateDatabase } = await import(new URL('index.js', directory))
`

/** Suites run on servers that do not wait for their disk, too, and ask what a program wrote to stderr. */
const WITHOUT_WARNING = '--disable-warning=HAWK_NONCES_NOT_DURABLE'

/** A program of a test, in a process of its own. */
export interface Program {
  /** The next line that it prints; null where it has ended. */
  line: () => Promise<string | null>
  tell: (line: string) => void
  kill: () => void
  /** Waits for its end: the signal or the exit code, and what it wrote to stderr. */
  end: () => Promise<{ signal: string | null; exitCode: number | null; errors: string }>
}

/** Builds the package, which programs import. */
export async function buildPackage(): Promise<void> {
  await buildProject('packages/credentials')
}

/** Starts a program: the text of a module, which has `openRegistry`, `migrateDatabase`, `nextLine`, `directory`, `args`. */
export function startProgram(text: string, args: readonly string[], masterKey?: string): Program {
  const env = masterKey === undefined ? {} : { HAWK_AUTH_MASTER_KEY: masterKey }
  const child = spawn(
    process.execPath,
    [WITHOUT_WARNING, '--input-type=module', '-e', BEGINNING + text, PACKAGE.href, ...args],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  )
  endWithThisProcess(child)
  const errors: string[] = []
  child.stderr.setEncoding('utf8').on('data', (part: string) => errors.push(part))
  // Told to one that is gone already.
  child.stdin.on('error', () => undefined)
  const ended = once(child, 'close') as Promise<[number | null, string | null]>
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    line: async () => {
      const next = await lines.next()
      return next.done === true ? null : next.value
    },
    tell: (line) => void child.stdin.write(`${line}\n`),
    kill: () => void child.kill('SIGKILL'),
    async end() {
      const [exitCode, signal] = await ended
      return { exitCode, signal, errors: errors.join('') }
    },
  }
}

/** The next line of a program that has to print one. */
export async function lineOf(program: Program): Promise<string> {
  const line = await program.line()
  if (line === null) throw new Error(`the program ended: ${(await program.end()).errors}`)
  return line
}
