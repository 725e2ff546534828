import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BUILD_MS, MAIN, build, outcomeOf, start } from './support/built-program.js'
import { CI_BOT } from './support/program.js'
import type { Outcome } from './support/program.js'
import { holding, like } from './support/matchers.js'

let directory: string
let env: Record<string, string>

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hawk-auth-cli-'))
  env = { HAWK_AUTH_DATABASE: join(directory, 'hawk-auth.sqlite') }
  await build()
}, BUILD_MS)

afterAll(() => {
  rmSync(directory, { recursive: true })
})

async function end(
  argv: string[],
  { stdin = '', ...more }: { stdin?: string; env?: object } = {},
): Promise<Outcome> {
  const child = start(argv, { ...env, ...more.env })
  child.stdin.end(stdin)
  return outcomeOf(child)
}

describe('the installed program', () => {
  test('creates, lists, asks nobody who is not there, and deletes', async () => {
    const { code, stdout } = await end(['credentials', 'create', ...CI_BOT, '--approve'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: like(/^Secret: [\w-]{43}$/m) })
    expect((await end(['credentials', 'list'])).stdout).toContain('ci-bot')
    expect(await end(['credentials', 'delete', 'ci-bot'])).toMatchObject({ code: 7, stdout: '' })
    expect((await end(['credentials', 'delete', 'ci-bot', '--yes'])).code).toBe(0)
  })

  test('reads a key from stdin', async () => {
    const argv = ['credentials', 'create', 'piped', 'ada', 'x', '--key-file', '-']
    expect((await end(argv, { stdin: 'a-key-of-more-than-16-bytes\n' })).code).toBe(0)
  })

  test('runs as a program of its own', async () => {
    const child = spawn(MAIN, ['--version'])
    expect(await outcomeOf(child)).toEqual({
      code: 0,
      stdout: like(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    })
  })

  test('shows a stack only under HAWK_AUTH_DEBUG', async () => {
    const argv = ['credentials', 'show', 'nobody']
    expect((await end(argv)).stderr).not.toContain('    at ')
    expect((await end(argv, { env: { HAWK_AUTH_DEBUG: '1' } })).stderr).toContain('    at ')
  })
})

describe('a stdout that nobody reads', () => {
  test.each([
    [['credentials', 'list', '--all', '--json'], 0, ''],
    [['--help'], 0, ''],
    [['completion', 'bash'], 0, ''],
  ])('%j ends quietly', async (argv, code, stderr) => {
    const child = start(argv, env)
    child.stdout.destroy()
    expect(await outcomeOf(child)).toMatchObject({ code, stderr })
  })

  test('is an error where a secret was to be read from it, which says what to do', async () => {
    const child = start(['credentials', 'create', 'unread', 'ada', 'x'], env)
    child.stdout.destroy()
    expect(await outcomeOf(child)).toMatchObject({
      code: 1,
      stderr: holding('run "hawk-auth credentials reset unread"'),
    })
  })

  test.skipIf(process.platform !== 'linux')('and so is a full one', async () => {
    const full = openSync('/dev/full', 'w')
    const argv = [MAIN, 'credentials', 'create', 'full', 'ada', 'x']
    const child = spawn(process.execPath, argv, {
      env: { ...process.env, ...env },
      stdio: ['ignore', full, 'pipe'],
    })
    closeSync(full)
    let stderr = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: holding('run "hawk-auth credentials reset full"'),
    })
  })
})

test('several processes create at once, and each secret belongs to its credential', async () => {
  const fresh = { HAWK_AUTH_DATABASE: join(directory, 'fresh.sqlite') }
  const ids = ['a', 'b', 'c', 'd']
  const outcomes = await Promise.all(
    ids.map((id) => end(['credentials', 'create', id, 'ada', 'x', '--json'], { env: fresh })),
  )
  expect(outcomes.map(({ code }) => code)).toEqual(ids.map(() => 0))
  const secrets = outcomes.map(({ stdout }) => (JSON.parse(stdout) as { secret: string }).secret)
  expect(new Set(secrets).size).toBe(ids.length)
})

test('of several processes that create the same id if it is missing, one gets the secret', async () => {
  const argv = ['credentials', 'create', 'once', 'ada', 'x', '--approve', '--if-missing', '--json']
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => end(argv)))
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0])
  const secrets = outcomes.map(({ stdout }) => (JSON.parse(stdout) as { secret: string | null }).secret)
  expect(secrets.filter((secret) => secret !== null)).toHaveLength(1)
})
