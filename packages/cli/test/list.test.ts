import { describe, expect, test } from 'vitest'
import { testedProgram } from './support/program.js'
import type { TestedProgram } from './support/program.js'
import { holding } from './support/matchers.js'

interface Listed {
  credentials: { id: string }[]
  next: string | null
}

async function withFour(): Promise<TestedProgram> {
  const program = testedProgram()
  await program.json('create', 'a', 'ada', 'Nightly builds', '--approve')
  await program.json('create', 'b', 'bob', 'Backup', '--approve')
  await program.json('create', 'c', 'ada', 'Chat')
  await program.json('create', 'd', 'ada', 'Gone')
  await program.json('suspend', 'b')
  await program.json('delete', 'd', '--yes')
  return program
}

describe('list', () => {
  test.each([
    [[], 'a b c'],
    [['--owner', 'ada'], 'a c'],
    [['--status', 'approved', 'suspended'], 'a b'],
    [['--status', 'deleted'], 'd'],
    [['--search', 'BUILD'], 'a'],
    [['--after', 'a'], 'b c'],
    [['--all'], 'a b c'],
    [['--after', 'a', '--all'], 'b c'],
  ])('%j shows %s', async (argv, ids) => {
    const program = await withFour()
    const { credentials, next } = (await program.json('list', ...argv)) as Listed
    expect({ ids: credentials.map(({ id }) => id).join(' '), next }).toEqual({ ids, next: null })
  })

  test('goes on where the page before ended', async () => {
    const program = await withFour()
    const { credentials, next } = (await program.json('list', '--limit', '2')) as Listed
    expect({ ids: credentials.map(({ id }) => id), next }).toEqual({ ids: ['a', 'b'], next: 'b' })
    const { stderr } = await program.run(['credentials', 'list', '--limit', '2'])
    expect(stderr).toBe('There are more: add --after b, or --all\n')
  })

  test('--all reads every page', async () => {
    const program = testedProgram()
    const lines = Array.from({ length: 205 }, (_, index) =>
      JSON.stringify({
        id: `c${index}`,
        owner: 'ada',
        description: 'x',
        secret: `${index}-0123456789abcdef`,
      }),
    )
    expect((await program.run(['credentials', 'import', '-'], { stdin: lines.join('\n') })).code).toBe(0)
    const { credentials, next } = (await program.json('list', '--all')) as Listed
    expect({ count: new Set(credentials.map(({ id }) => id)).size, next }).toEqual({ count: 205, next: null })
    const { entries } = (await program.json('audit', '--all')) as { entries: unknown[] }
    expect(entries).toHaveLength(205)
  })

  test('prints a table whose columns stand below each other', async () => {
    const program = testedProgram()
    await program.json('create', 'a', 'ada', 'Nightly builds')
    await program.json('create', 'longer-id', 'бо', 'x')
    expect((await program.run(['credentials', 'list'])).stdout.split('\n')).toEqual([
      'ID         OWNER  STATUS   LAST USED  EXPIRES  DESCRIPTION',
      'a          ada    pending  –          –        Nightly builds',
      'longer-id  бо     pending  –          –        x',
      '',
    ])
  })

  test.each([
    [['--limit', '201'], 'Give a whole number of 1 to 200'],
    [['--limit', 'x'], 'Give a whole number'],
    [['--limit', '5', '--all'], 'cannot be used with'],
    [['--status', 'gone'], 'Allowed choices are pending, approved'],
  ])('refuses %j', async (argv, message) => {
    const program = await withFour()
    const { code, stderr } = await program.run(['credentials', 'list', ...argv])
    expect({ code, stderr }).toEqual({ code: 2, stderr: holding(message) })
  })
})

describe('audit', () => {
  test('shows who did what, the newest first, and filters it', async () => {
    const program = await withFour()
    const actionsOf = async (...argv: string[]): Promise<string[]> => {
      const { entries } = (await program.json('audit', ...argv)) as {
        entries: { action: string; id: string }[]
      }
      return entries.map(({ action, id }) => `${action} ${id}`)
    }
    expect(await actionsOf('--limit', '2')).toEqual(['delete d', 'suspend b'])
    expect(await actionsOf('b')).toEqual(['suspend b', 'approve b', 'request b'])
    expect(await actionsOf('--action', 'delete')).toEqual(['delete d'])
    expect(await actionsOf('--by', 'nobody')).toEqual([])
    expect(await actionsOf('--before', '2')).toEqual(['request a'])
  })
})

describe('audit of an id that nobody had', () => {
  test.each([
    ['aa', 'No entries: did you mean "a"?\n'],
    ['D', 'No entries: did you mean "d"?\n'],
    ['nothing-like-it', 'No entries: no credential ever had the id "nothing-like-it"\n'],
  ])('%s names the nearest one, a deleted one too', async (id, said) => {
    const program = await withFour()
    expect(await program.run(['credentials', 'audit', id])).toEqual({ code: 0, stdout: '', stderr: said })
    const { code, stdout, stderr } = await program.run(['credentials', 'audit', id, '--json'])
    expect({ code, entries: JSON.parse(stdout) as unknown, stderr }).toEqual({
      code: 0,
      entries: { entries: [], next: null },
      stderr: said,
    })
  })

  test('is told apart from one to whom this was not done', async () => {
    const program = await withFour()
    const { stderr } = await program.run(['credentials', 'audit', 'a', '--action', 'delete'])
    expect(stderr).toBe('No entries\n')
  })
})
