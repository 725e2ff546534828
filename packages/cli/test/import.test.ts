import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testedProgram } from './support/program.js'
import { holding } from './support/matchers.js'

const SECRET = '2b0cd2a6-1c3e-4b3a-9d53-0f3c0a4f6e11'
const ONE = { id: 'one', owner: 'ada', description: 'First', secret: SECRET }
const TWO = { id: 'two', owner: 'bob', description: 'Second', secret: 'b'.repeat(16), approved: false }

const lines = (...values: unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n')

describe('import', () => {
  test.each([
    ['a JSON array', JSON.stringify([ONE, TWO], null, 2)],
    ['JSON lines', `${lines(ONE, TWO)}\n`],
    [
      'JSON lines with a byte order mark, empty lines and CRLF',
      `\ufeff${lines(ONE)}\r\n\r\n${lines(TWO)}\r\n`,
    ],
  ])('takes %s', async (_, stdin) => {
    const program = testedProgram()
    const { code, stdout } = await program.run(['credentials', 'import', '-'], { stdin })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Imported 2 credentials, 0 of them approved\n' })
    expect(await program.json('list')).toMatchObject({ credentials: [{ id: 'one' }, { id: 'two' }] })
  })

  test('--approve approves those that do not say otherwise', async () => {
    const program = testedProgram()
    await program.run(['credentials', 'import', '-', '--approve'], { stdin: lines(ONE, TWO) })
    expect(await program.json('list')).toMatchObject({
      credentials: [
        { id: 'one', status: 'approved' },
        { id: 'two', status: 'pending' },
      ],
    })
  })

  test('--approve approves nothing that says something else than yes or no', async () => {
    const program = testedProgram()
    const stdin = lines({ ...ONE, approved: null })
    expect(await program.run(['credentials', 'import', '-', '--approve'], { stdin })).toMatchObject({
      code: 2,
    })
    expect(await program.json('list')).toMatchObject({ credentials: [] })
  })

  test('takes a file that only its owner can read', async () => {
    const program = testedProgram()
    const path = join(program.directory, 'clients.json')
    writeFileSync(path, lines(ONE), { mode: 0o644 })
    const refused = await program.run(['credentials', 'import', path])
    expect(refused).toMatchObject({ code: 17, stderr: holding('mode 0644') })
    const own = join(program.directory, 'own.json')
    writeFileSync(own, lines(ONE), { mode: 0o600 })
    expect((await program.run(['credentials', 'import', own])).code).toBe(0)
  })

  test.each([
    ['a line that is no JSON', `${lines(ONE)}\n{"secret": "${SECRET}`, 2, 'Line 2 of the import is not JSON'],
    ['an array that breaks off', `[{"secret": "${SECRET}"`, 2, 'is not JSON'],
    ['an array of something else', `["${SECRET}"]`, 2, 'Credential 1 of the import is no JSON object'],
    ['a line of something else', `"${SECRET}"`, 2, 'Line 1 of the import is no JSON object'],
    ['an unknown field', lines({ ...ONE, key: SECRET }), 2, 'must not have the field "key"'],
    ['a secret of another kind', lines({ ...ONE, secret: [SECRET] }), 2, 'credential 1 ("one")'],
    ['a weak secret', lines(ONE, { ...TWO, secret: 'hunter2' }), 9, 'credential 2 ("two")'],
    ['an id twice', lines(ONE, { ...TWO, id: 'one' }), 4, '"one" is given already'],
    ['a secret twice', lines(ONE, { ...TWO, secret: SECRET }), 9, ''],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff]), 17, 'no UTF-8'],
  ])('refuses %s: nothing is imported, and no secret is shown', async (_, stdin, code, message) => {
    const program = testedProgram()
    await program.json('create', 'zero', 'ada', 'x')
    const outcome = await program.run(['credentials', 'import', '-'], { stdin })
    expect(outcome).toEqual({ code, stdout: '', stderr: holding(message) })
    expect(outcome.stderr).not.toMatch(/2b0cd2a6|hunter2/)
    expect(await program.json('list')).toMatchObject({ credentials: [{ id: 'zero' }] })
  })

  test('--weak takes a weak secret', async () => {
    const program = testedProgram()
    const stdin = lines({ ...ONE, secret: 'hunter2' })
    expect((await program.run(['credentials', 'import', '-', '--weak'], { stdin })).code).toBe(0)
  })

  test('shows a bar to somebody who watches', async () => {
    const program = testedProgram()
    const path = join(program.directory, 'clients.json')
    writeFileSync(path, lines(ONE), { mode: 0o600 })
    const { stderr } = await program.run(['credentials', 'import', path], { keys: '' })
    expect(stderr).toContain('\rImporting [########################] 100 %')
  })
})
