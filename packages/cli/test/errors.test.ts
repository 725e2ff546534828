import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EXIT_CODES } from '../src/exit-codes.js'
import { CI_BOT, runProgram, testedProgram, workingIn } from './support/program.js'
import { holding } from './support/matchers.js'

describe('an unknown id', () => {
  test.each([
    ['ci-bit', 'did you mean "ci-bot"?'],
    ['CI-BOT', 'did you mean "ci-bot"?'],
    ['something-else', 'see them with "hawk-auth credentials list"'],
  ])('%s names the nearest one, where one is near', async (id, hint) => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    await program.json('create', 'nightly', 'ada', 'x')
    for (const command of ['show', 'approve', 'suspend', 'rotate', 'reset', 'delete', 'free']) {
      expect(await program.run(['credentials', command, id])).toEqual({
        code: 3,
        stdout: '',
        stderr: `hawk-auth: No credential has the id "${id}": ${hint}\n`,
      })
    }
  })

  test('that was deleted is said to be', async () => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    await program.json('delete', 'ci-bot', '--yes')
    const { code, stderr } = await program.run(['credentials', 'suspend', 'ci-bot'])
    expect({ code, stderr }).toEqual({ code: 3, stderr: holding('was deleted') })
    expect(await program.json('show', 'ci-bot')).toMatchObject({ credential: { status: 'deleted' } })
  })
})

describe('what the registry refuses', () => {
  test.each([
    [['list', '--owner', ''], '--owner must not be empty'],
    [
      ['list', '--search', 'x\n'],
      '--search must hold neither control characters (newlines too) nor half characters',
    ],
    [['list', '--after', 'a b'], '--after must be an id, got text of 3 characters'],
    [['audit', '--by', ''], '--by must not be empty'],
    [
      ['suspend', 'ci-bot', '--actor', 'x\n'],
      '--actor must hold neither control characters (newlines too) nor half characters',
    ],
    [['copy', '--to', 'hawk-auth.sqlite'], '--database and --to must not be the same database'],
  ])('is told in the words of the command line: %j', async (argv, message) => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT, '--approve')
    await workingIn(program.directory, async () => {
      expect(await program.run(['credentials', ...argv])).toEqual({
        code: 2,
        stdout: '',
        stderr: `hawk-auth: ${message}\n`,
      })
    })
  })

  test('in a file keeps the names of the file', async () => {
    const program = testedProgram()
    const stdin = '{"id":"x","owner":"ada","description":"x","secret":"0123456789abcdef","expiresAtMs":1}'
    const { code, stderr } = await program.run(['credentials', 'import', '-'], { stdin })
    expect({ code, stderr }).toEqual({ code: 2, stderr: holding('credential 1: "expiresAtMs" must be') })
  })
})

describe('an id that begins with a dash', () => {
  test('goes behind two dashes, as every hint says', async () => {
    const program = testedProgram()
    const made = await program.run(['credentials', 'create', '--', '-foo', 'ada', 'x'])
    expect(made).toMatchObject({ code: 0, stderr: holding('hawk-auth credentials approve -- -foo\n') })
    await program.json('create', 'foo', 'ada', 'x')
    for (const argv of [['show'], ['reset', '--yes']]) {
      const { code, stderr } = await program.run(['credentials', ...argv, '-foo'])
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: holding('an id that begins with "-" goes behind "--"'),
      })
      expect((await program.run(['credentials', ...argv, '--', '-foo'])).code).toBe(0)
    }
    const { stderr } = await program.run(['credentials', 'list', '--limit', '1'])
    expect(stderr).toBe('There are more: add --after=-foo, or --all\n')
    expect((await program.run(['credentials', 'list', '--after=-foo'])).stdout).toContain('foo')
  })
})

describe('a password on the command line', () => {
  test.each([
    'postgres://ada:hunter2@127.0.0.1:1/hawk',
    'mysql://ada:hunter2@127.0.0.1:1/hawk',
    'postgres://127.0.0.1:1/hawk?user=ada&password=hunter2',
    'postgres://ada:hun@ter2@127.0.0.1:1/hawk',
    'postgres://ada:hunter2/@127.0.0.1:1/hawk',
    'postgres://ada:hunter2@127.0.0.1:port/hawk',
    'ada:hunter2@127.0.0.1/hawk',
  ])('is refused, and not repeated: %s', async (url) => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    const uses = [
      ['credentials', 'list', '--database', url],
      ['--database', url, 'credentials', 'list'],
      ['credentials', 'copy', '--to', url],
      ['credentials', 'list', `--databse=${url}`],
    ]
    for (const env of [{}, { HAWK_AUTH_DEBUG: '1' }]) {
      for (const argv of uses) {
        const { code, stdout, stderr } = await program.run(argv, { env })
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
        expect(stderr).not.toMatch(/hunter2|ter2/)
      }
    }
  })

  test('of the other database is said to belong elsewhere', async () => {
    const to = 'postgres://ada:hunter2@db/hawk'
    const { stderr } = await runProgram(['credentials', 'copy', '--to', to])
    expect(stderr).toMatch(/--to must not hold a password.*PGPASSWORD.*\.pgpass.*MYSQL_PWD/)
    expect(stderr).not.toContain('HAWK_AUTH_DATABASE')
  })

  test('says where it belongs', async () => {
    const { stderr } = await runProgram([
      'credentials',
      'list',
      '--database',
      'postgres://ada:hunter2@db/hawk',
    ])
    expect(stderr).toMatch(/HAWK_AUTH_DATABASE.*PGPASSWORD.*\.pgpass.*MYSQL_PWD/)
  })
})

describe('a database that is not to be had', () => {
  test.each(['postgres', 'mysql'])('is said without its password: %s', async (scheme) => {
    const env = { HAWK_AUTH_DATABASE: `${scheme}://ada:hunter2@127.0.0.1:1/hawk` }
    for (const debug of [{}, { HAWK_AUTH_DEBUG: '1' }]) {
      const { code, stdout, stderr } = await runProgram(['credentials', 'list'], {
        env: { ...env, ...debug },
      })
      expect({ code, stdout }).toEqual({ code: 12, stdout: '' })
      expect(stderr).toContain('127.0.0.1:1')
      expect(stderr).toContain('ECONNREFUSED')
      expect(stderr).not.toContain('hunter2')
    }
  })

  test('a file that is not there is not made by looking at it', async () => {
    const program = testedProgram()
    for (const argv of [['list'], ['show', 'x'], ['delete', 'x', '--yes'], ['audit'], ['rewrap']]) {
      expect(await program.run(['credentials', ...argv])).toMatchObject({
        code: 12,
        stderr: holding(`There is no database ${program.database}`),
      })
    }
  })

  test.each([
    ['typo.sqlite', 'typo.sqlite'],
    ['sqlite:typo.sqlite', 'typo.sqlite'],
    ['sqlite:./a%20b.sqlite', 'a b.sqlite'],
    ['ada@b.sqlite', 'ada@b.sqlite'],
    ['./oracle:hawk', 'oracle:hawk'],
  ])('%s is said by the path that was looked at, and not made', async (location, name) => {
    const { directory } = testedProgram()
    await workingIn(directory, async () => {
      for (const argv of [
        ['list'],
        ['show', 'x'],
        ['audit'],
        ['suspend', 'x'],
        ['copy', '--to', ':memory:'],
      ]) {
        expect(await runProgram(['credentials', ...argv, '--database', location])).toEqual({
          code: 12,
          stdout: '',
          stderr: holding(`There is no database ${join(process.cwd(), name)}: check`),
        })
      }
      expect(readdirSync('.')).toEqual([])
    })
  })

  test.each(['oracle://db/hawk', 'oracle:hawk', 'postgres:hawk', 'file:/srv/hawk-auth.sqlite'])(
    'another kind of URL is no database: %s',
    async (location) => {
      const { directory } = testedProgram()
      await workingIn(directory, async () => {
        for (const argv of [['list'], ['create', ...CI_BOT], ['migrate']]) {
          const { code, stderr } = await runProgram(['credentials', ...argv, '--database', location])
          expect({ code, stderr }).toEqual({ code: 2, stderr: holding('postgres://') })
        }
        expect(readdirSync('.')).toEqual([])
      })
    },
  )
})

describe('what came from outside', () => {
  const HOSTILE = '\u202egnp.exe \u2066\u200e\u061c'
  const UNSAFE = /[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u

  test('is escaped in tables, fields, notes and JSON', async () => {
    const program = testedProgram()
    await program.run(['credentials', 'create', 'x', `o${HOSTILE}`, `d${HOSTILE}`, '--actor', `a${HOSTILE}`])
    for (const argv of [['list'], ['show', 'x'], ['audit'], ['approve', 'x'], ['delete', 'x']]) {
      for (const form of [[], ['--json']]) {
        const { stdout, stderr } = await program.run(['credentials', ...argv, ...form])
        expect(stdout + stderr).not.toMatch(UNSAFE)
        expect(stdout + stderr).toContain('\\u202egnp.exe')
      }
    }
    expect(await program.json('show', 'x')).toMatchObject({ credential: { owner: `o${HOSTILE}` } })
  })

  test('is escaped in errors and prompts', async () => {
    const program = testedProgram()
    await program.json('create', 'x', `o${HOSTILE}`, 'd')
    const hostile = `\x1b]0;owned\x07\x9b31m\n${HOSTILE}\x7f`
    const uses = [
      ['credentials', 'show', hostile],
      ['credentials', hostile],
      ['credentials', 'list', `--${hostile}`],
      ['credentials', 'list', '--database', hostile],
      ['credentials', 'create', 'y', 'z', '-', '--key-file', hostile],
      ['credentials', 'create', 'x', hostile, '-', '--if-missing'],
    ]
    for (const argv of uses) {
      const { code, stdout, stderr } = await program.run(argv)
      expect(code).toBeGreaterThan(1)
      expect(stdout + stderr).not.toMatch(UNSAFE)
      expect(stderr).toMatch(/^hawk-auth: [^\n]+\n$/)
    }
    const { stderr } = await program.run(['credentials', 'delete', 'x'], {
      keys: 'n',
      env: { NO_COLOR: '1' },
    })
    expect(stderr).toContain('\\u202egnp.exe')
    expect(stderr).not.toContain('\u202e')
  })
})

describe('colours', () => {
  test('are for terminals, unless --no-color or NO_COLOR says otherwise', async () => {
    const program = testedProgram()
    await program.json('create', ...CI_BOT)
    const argv = ['credentials', 'delete', 'ci-bot']
    const sgr = /\x1b\[\d+m/
    expect((await program.run(argv, { keys: 'n' })).stderr).toMatch(sgr)
    expect((await program.run([...argv, '--no-color'], { keys: 'n' })).stderr).not.toMatch(sgr)
    expect((await program.run(argv, { keys: 'n', env: { NO_COLOR: '1' } })).stderr).not.toMatch(sgr)
    expect((await program.run(argv)).stderr).not.toMatch(sgr)
  })
})

describe('a wrong command line', () => {
  test.each([
    [['credentials', 'lst'], "Unknown command 'lst' (Did you mean list?)"],
    [['credential'], "Unknown command 'credential' (Did you mean credentials?)"],
    [['credentials', 'list', '--ownr', 'x'], "Unknown option '--ownr' (Did you mean --owner?)"],
    [['credentials', 'audit', '--limit', '201'], 'Give a whole number of 1 to 200'],
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish'],
  ])('%j is one line that says what was meant', async (argv, message) => {
    const { code, stdout, stderr } = await runProgram(argv)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toMatch(/^hawk-auth: [^\n]+: --help shows how\n$/)
  })

  test.each([[[]], [['credentials']]])('%j shows help, and is an error', async (argv) => {
    const { code, stdout, stderr } = await runProgram(argv)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Usage: hawk-auth')
  })
})

test('no two kinds of end share a number', () => {
  const codes = Object.values(EXIT_CODES).map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
})
