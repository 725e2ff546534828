import { chmodSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CI_BOT, runProgram, testedProgram, workingIn } from './support/program.js'
import { holding, like } from './support/matchers.js'

const SECRET = /^Secret: ([\w-]{43})$/m
const UUID = '2b0cd2a6-1c3e-4b3a-9d53-0f3c0a4f6e11'

describe('create', () => {
  test('prints the secret once, on stdout, and says what is next on stderr', async () => {
    const program = testedProgram()
    const { code, stdout, stderr } = await program.run(['credentials', 'create', ...CI_BOT])
    expect(code).toBe(0)
    const [, secret = ''] = SECRET.exec(stdout) ?? []
    expect(secret).not.toBe('')
    expect(stdout).toContain('Created "ci-bot" (pending, version 1)')
    expect(stderr).toContain('hawk-auth credentials approve ci-bot')
    expect(stderr).not.toContain(secret)
    for (const argv of [['list'], ['show', 'ci-bot'], ['audit']]) {
      for (const form of [[], ['--json']]) {
        const later = await program.run(['credentials', ...argv, ...form])
        expect(later.code).toBe(0)
        expect(later.stdout + later.stderr).not.toContain(secret)
      }
    }
  })

  test('approves at once, with owner, e-mail, algorithm and expiry as they were given', async () => {
    const program = testedProgram()
    const args = [
      '--approve',
      '--email',
      'ada@example.com',
      '--algorithm',
      'sha512',
      '--expires',
      '2999-01-31',
    ]
    expect(await program.json('create', ...CI_BOT, ...args)).toEqual({
      secret: like(/^[\w-]{43}$/),
      credential: expect.objectContaining({
        id: 'ci-bot',
        owner: 'ci@example.com',
        ownerEmail: 'ada@example.com',
        description: 'The build',
        algorithm: 'sha512',
        status: 'approved',
        expiresAtMs: Date.UTC(2999, 0, 31),
      }) as unknown,
    })
  })

  test('names the account in the audit log, and behind it the actor who was given', async () => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    await program.json('create', 'other', 'ada', 'x', '--actor', 'puppet')
    const { entries } = (await program.json('audit')) as { entries: { actor: string }[] }
    const account = `cli:${userInfo().username}`
    expect(entries.map(({ actor }) => actor)).toEqual([`${account}/puppet`, account])
  })

  test('refuses an actor without a name', async () => {
    const program = testedProgram()
    const { code, stderr } = await program.run(['credentials', 'create', ...CI_BOT, '--actor', ''])
    expect({ code, stderr }).toEqual({ code: 2, stderr: holding('Give a name') })
  })

  test.each([
    ['an id that is taken', [...CI_BOT], 4, 'is given already'],
    ['an id that can be none', ['c i', 'ada', 'x'], 2, '<id> must be 1 to 32'],
    ['an unknown algorithm', ['x', 'ada', 'x', '--algorithm', 'sha1'], 2, 'Allowed choices are sha256'],
    ['an expiry that is none', ['x', 'ada', 'x', '--expires', '2027-02-30'], 2, 'Give a date'],
    ['an expiry that is over', ['x', 'ada', 'x', '--expires', '2020-01-01'], 2, 'must be in the future'],
    ['an expiry that is now', ['x', 'ada', 'x', '--expires', '0'], 2, 'must be in the future'],
    ['an owner that is empty', ['x', '', 'x'], 2, '<owner> must not be empty'],
    [
      'a description that is too long',
      ['x', 'ada', 'x'.repeat(1001)],
      2,
      '<description> must be at most 1000',
    ],
    ['an address of two lines', ['x', 'ada', 'x', '--email', 'a\nb'], 2, '--email must hold neither control'],
    ['an actor of two lines', ['x', 'ada', 'x', '--actor', 'a\nb'], 2, '--actor must hold neither control'],
    ['a missing argument', ['x', 'ada'], 2, "Missing required argument 'description'"],
    ['one argument too many', ['x', 'ada', 'The', 'build'], 2, 'Too many arguments'],
  ])('refuses %s', async (_, argv, code, message) => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    const outcome = await program.run(['credentials', 'create', ...argv])
    expect(outcome).toEqual({ code, stdout: '', stderr: holding(message) })
    expect(outcome.stderr).toMatch(/^hawk-auth: [^\n]+\n$/)
  })

  test('refuses more than twenty requests that wait', async () => {
    const program = testedProgram()
    for (let count = 1; count <= 20; count++) await program.json('create', `x${count}`, 'ada', 'x')
    const { code, stderr } = await program.run(['credentials', 'create', 'x21', 'ada', 'x'])
    expect({ code, stderr }).toEqual({ code: 10, stderr: holding('approve or refuse some') })
  })
})

describe('create --if-missing', () => {
  const ensure = ['credentials', 'create', ...CI_BOT, '--if-missing'] as const

  test('creates what is missing', async () => {
    const { code, stdout } = await testedProgram().run(ensure)
    expect(code).toBe(0)
    expect(stdout).toMatch(SECRET)
  })

  test('changes nothing, and prints no secret, where the same owner has it', async () => {
    const program = testedProgram()
    const { credential } = (await program.json('create', ...CI_BOT, '--approve')) as { credential: unknown }
    expect(await program.json('create', ...CI_BOT, '--if-missing', '--approve')).toEqual({
      credential,
      secret: null,
    })
    expect((await program.run(ensure)).stdout).toBe(
      '"ci-bot" is there already (approved); nothing was changed\n',
    )
    expect(((await program.json('audit')) as { entries: unknown[] }).entries).toHaveLength(2)
  })

  test('is an error where somebody else has it', async () => {
    const program = testedProgram()
    await program.json('create', 'ci-bot', 'mallory', 'x', '--approve')
    const { code, stdout, stderr } = await program.run([...ensure, '--approve'])
    expect({ code, stdout }).toEqual({ code: 8, stdout: '' })
    expect(stderr).toContain('belongs to "mallory", not to "ci@example.com"')
  })

  test('is an error under --approve where it is not approved, and does not approve it', async () => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    expect(await program.run([...ensure, '--approve'])).toEqual({
      code: 8,
      stdout: '',
      stderr: holding('it is pending, not approved'),
    })
    expect(await program.json('show', 'ci-bot')).toMatchObject({
      credential: { status: 'pending', version: 1 },
    })
  })

  test('is an error under --approve where it has expired', async () => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT, '--approve')
    await program.json('expire', 'ci-bot', '2020-01-01', '--yes')
    expect(await program.run([...ensure, '--approve'])).toEqual({
      code: 8,
      stdout: '',
      stderr: holding('it has expired: set another end'),
    })
    expect((await program.run(ensure)).code).toBe(0)
    expect(await program.json('show', 'ci-bot')).toMatchObject({ credential: { version: 3 } })
  })

  test('is an error where it was deleted', async () => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    await program.json('delete', 'ci-bot', '--yes')
    expect((await program.run(ensure)).code).toBe(4)
  })
})

describe('create --key-file', () => {
  const fromFile = ['credentials', 'create', ...CI_BOT, '--key-file'] as const

  function keyFile(directory: string, text: string, mode = 0o600): string {
    const path = join(directory, 'ci-bot.key')
    writeFileSync(path, text)
    chmodSync(path, mode)
    return path
  }

  test.each(['', '\n', '\r\n'])(
    'takes the key of a file that ends with %j, and prints nothing of it',
    async (end) => {
      const program = testedProgram()
      const { code, stdout, stderr } = await program.run([
        ...fromFile,
        keyFile(program.directory, UUID + end),
      ])
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: 'Created "ci-bot" (pending, version 1)\n',
        stderr: 'It waits for approval: hawk-auth credentials approve ci-bot\n',
      })
      const again = await program.run(['credentials', 'create', 'other', 'ada', 'x', '--key-file', '-'], {
        stdin: UUID,
      })
      expect({ code: again.code, leaks: again.stderr.includes(UUID) }).toEqual({ code: 9, leaks: false })
    },
  )

  test.each([0o640, 0o604, 0o660])('refuses a file of mode %o', async (mode) => {
    const program = testedProgram()
    const { code, stderr } = await program.run([...fromFile, keyFile(program.directory, UUID, mode)])
    expect({ code, stderr }).toEqual({ code: 17, stderr: holding('run chmod 600 on it') })
    expect((await program.run(['credentials', 'list'])).code).toBe(12)
  })

  test('refuses a short key, unless --weak takes it', async () => {
    const program = testedProgram()
    const path = keyFile(program.directory, 'short')
    const { code, stderr } = await program.run([...fromFile, path])
    expect({ code, stderr }).toEqual({ code: 9, stderr: holding('--weak takes it') })
    expect((await program.run([...fromFile, path, '--weak'])).code).toBe(0)
  })

  test.each([
    ['a file that is not there', 'missing.key', 'ENOENT'],
    ['a directory', '.', 'is no plain file'],
  ])('refuses %s', async (_, name, message) => {
    const program = testedProgram()
    const { code, stderr } = await program.run([...fromFile, join(program.directory, name)])
    expect({ code, stderr }).toEqual({ code: 17, stderr: holding(message) })
  })
})

test('without any setting it makes hawk-auth.sqlite in the working directory', async () => {
  const { directory } = testedProgram()
  await workingIn(directory, async () => {
    expect((await runProgram(['credentials', 'create', ...CI_BOT])).code).toBe(0)
    expect((await runProgram(['credentials', 'list'])).stdout).toContain('ci-bot')
  })
})
