import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { onTestFinished } from 'vitest'
import { run } from '../../src/run.js'

/** What a use of the program left. */
export interface Outcome {
  code: number
  stdout: string
  stderr: string
}

export interface Surroundings {
  env?: Record<string, string>
  stdin?: string | Buffer
  /** What somebody presses when a question stands; without it nobody sits there. */
  keys?: string
  /** What happens meanwhile, before they press something else. */
  onQuestion?: (press: (keys: string) => void) => Promise<void>
}

/** The program over one database of its own. */
export interface TestedProgram {
  directory: string
  database: string
  /** Runs it, in this process. */
  run: (argv: readonly string[], surroundings?: Surroundings) => Promise<Outcome>
  /** Runs `hawk-auth credentials …`, which must succeed, and gives what it printed as JSON. */
  json: (...argv: string[]) => Promise<unknown>
}

/** The program in a directory that is gone after the test. */
export function testedProgram(): TestedProgram {
  const directory = mkdtempSync(join(tmpdir(), 'hawk-auth-cli-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const database = join(directory, 'hawk-auth.sqlite')
  const runHere: TestedProgram['run'] = (argv, { env, ...others } = {}) =>
    runProgram(argv, { ...others, env: { HAWK_AUTH_DATABASE: database, ...env } })
  return {
    directory,
    database,
    run: runHere,
    async json(...argv) {
      const { code, stdout, stderr } = await runHere(['credentials', ...argv, '--json'])
      if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr}`)
      return JSON.parse(stdout) as unknown
    },
  }
}

/** Runs the program once with streams of its own. */
export async function runProgram(
  argv: readonly string[],
  { env = {}, stdin: input = '', keys, onQuestion }: Surroundings = {},
): Promise<Outcome> {
  const isTTY = keys !== undefined
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined })
  const stdout = Object.assign(new PassThrough(), { isTTY })
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 200, rows: 50 })
  let hasAsked = false
  const written = { stdout: '', stderr: '' }
  stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text))
  stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text
    if (!isTTY || hasAsked || !written.stderr.includes('Yes')) return
    hasAsked = true
    // The question listens when it has been written.
    setImmediate(() => {
      if (keys !== '') stdin.write(keys)
      void onQuestion?.((pressed) => stdin.write(pressed))
    })
  })
  if (!isTTY) stdin.end(input)
  const code = await run(argv, { env, stdin, stdout, stderr })
  return { code, ...written }
}

/** Does something with another working directory: forked workers have one of their own. */
export async function workingIn(directory: string, work: () => Promise<void>): Promise<void> {
  const before = process.cwd()
  process.chdir(directory)
  try {
    await work()
  } finally {
    process.chdir(before)
  }
}

/** An id, an owner and a description, as `create` takes them. */
export const CI_BOT = ['ci-bot', 'ci@example.com', 'The build'] as const
