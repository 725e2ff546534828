import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { describeEachDatabase } from '../../credentials/test/support/databases.js'
import { progressBar } from '../src/output/progress-bar.js'
import { Terminal } from '../src/output/terminal.js'
import { CI_BOT, testedProgram } from './support/program.js'
import type { TestedProgram } from './support/program.js'
import { holding, like } from './support/matchers.js'

afterEach(() => {
  vi.unstubAllEnvs()
})

async function filled(): Promise<TestedProgram> {
  const program = testedProgram()
  await program.json('create', ...CI_BOT, '--approve')
  await program.json('rotate', 'ci-bot')
  await program.json('create', 'gone', 'ada', 'x')
  await program.json('delete', 'gone', '--yes')
  return program
}

describeEachDatabase('copy', ({ kind, create }) => {
  test('copies everything into an empty database, with a bar on stderr, and once only', async () => {
    const program = await filled()
    const target = await create()
    const [before, audit] = [await program.json('list'), await program.json('audit')]
    const copy = ['credentials', 'copy', '--to', target]
    const there = { env: { HAWK_AUTH_DATABASE: target } }
    // The key beside the SQLite file serves both.
    vi.stubEnv('HAWK_AUTH_MASTER_KEY_FILE', `${program.database}.key`)
    if (kind !== 'sqlite') {
      expect(await program.run(copy)).toMatchObject({
        code: 14,
        stderr: holding('hawk-auth credentials migrate'),
      })
      expect((await program.run(['credentials', 'migrate'], there)).code).toBe(0)
    }
    expect(await program.run(copy, { keys: '' })).toEqual({
      code: 0,
      stdout: 'Copied and compared: 2 credentials, 2 secrets, 5 entries of the audit log\n',
      stderr: like(/\rCopying \[#{24}\] 100 %\x1b\[K\n$/),
    })
    const list = await program.run(['credentials', 'list', '--json'], there)
    expect(JSON.parse(list.stdout)).toEqual(before)
    const entries = await program.run(['credentials', 'audit', '--json'], there)
    expect(JSON.parse(entries.stdout)).toMatchObject({
      entries: [{ action: 'copy' }, ...(audit as { entries: unknown[] }).entries],
    })
    expect(await program.run(copy)).toMatchObject({ code: 15, stdout: '' })
  })
})

describeEachDatabase('migrate', ({ create }) => {
  test('needs no master key, and can be run again', async () => {
    const database = await create()
    const program = testedProgram()
    for (const form of [[], ['--json'], []]) {
      const { code, stdout, stderr } = await program.run([
        'credentials',
        'migrate',
        ...form,
        '--database',
        database,
      ])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      if (form.length > 0) expect(JSON.parse(stdout)).toHaveProperty('migrated')
    }
  })
})

describe('master keys', () => {
  const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='

  test('rewrap seals every secret with the first one', async () => {
    const program = await filled()
    const old = readFileSync(`${program.database}.key`, 'utf8').trim()
    vi.stubEnv('HAWK_AUTH_MASTER_KEY', `new:${KEY},${old}`)
    const { code, stdout } = await program.run(['credentials', 'rewrap'])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: like(/^Sealed [23] secrets anew\n$/),
    })
    vi.stubEnv('HAWK_AUTH_MASTER_KEY', `new:${KEY}`)
    expect((await program.run(['credentials', 'list'])).code).toBe(0)
    expect(await program.json('rewrap')).toEqual({ sealed: 0 })
  })

  test('a wrong one, and one that is missing, are errors that show nothing of it', async () => {
    const program = await filled()
    for (const key of [`k1:${KEY}`, 'k1:hunter2', '']) {
      vi.stubEnv('HAWK_AUTH_MASTER_KEY', key)
      const { code, stdout, stderr } = await program.run(['credentials', 'list'])
      expect({ code, stdout }).toEqual({ code: 11, stdout: '' })
      expect(stderr).toMatch(/^hawk-auth: [^\n]+\n$/)
      expect(stderr).not.toMatch(/hunter2|AAECAwQ/)
    }
    vi.unstubAllEnvs()
    vi.stubEnv('HAWK_AUTH_MASTER_KEY_FILE', join(program.directory, 'missing.key'))
    expect((await program.run(['credentials', 'list'])).code).toBe(11)
  })
})

test('an error in the middle of a copy does not stand behind the bar', async () => {
  const stderr = Object.assign(new PassThrough(), { isTTY: true })
  const terminal = new Terminal({
    env: { NO_COLOR: '1' },
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr,
  })
  progressBar(terminal, 'Copying')(1, 2)
  await terminal.note('It broke off')
  stderr.end()
  expect(await text(stderr)).toMatch(/50 %\x1b\[K\nIt broke off\n$/)
})
