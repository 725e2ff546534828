import { createFakeClock } from '@hawk-auth/testkit'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openRegistry } from '../src/index.js'
import type { CredentialRegistry, RegistryOptions } from '../src/index.js'

const VARIABLES = ['HAWK_AUTH_DATABASE', 'HAWK_AUTH_MASTER_KEY', 'HAWK_AUTH_MASTER_KEY_FILE']
const wanted = { id: 'ci-bot', owner: 'ada', description: 'Nightly builds' }
const byAda = { actor: 'cli:ada' }

const workingDirectory = process.cwd()
let directory: string
let opened: CredentialRegistry[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hawk-auth-open-'))
  process.chdir(directory)
  for (const name of VARIABLES) vi.stubEnv(name, undefined)
  opened = []
})

afterEach(async () => {
  await Promise.all(opened.map((registry) => registry.close()))
  vi.unstubAllEnvs()
  process.chdir(workingDirectory)
  rmSync(directory, { recursive: true })
})

async function open(options?: RegistryOptions): Promise<CredentialRegistry> {
  const registry = await openRegistry(options)
  opened.push(registry)
  return registry
}

async function failureOf(options: unknown): Promise<{ code: string; message: string }> {
  return openRegistry(options as RegistryOptions).then(
    async (registry) => {
      await registry.close()
      throw new Error('it opened')
    },
    (error: unknown) => error as { code: string; message: string },
  )
}

function newMasterKey(keyId: string): string {
  return `${keyId}:${randomBytes(32).toString('base64')}`
}

describe('openRegistry', () => {
  test('makes the embedded database and its key file in the working directory', async () => {
    const registry = await open()
    await registry.request(wanted, byAda)
    expect(existsSync(join(directory, 'hawk-auth.sqlite'))).toBe(true)
    expect(statSync(join(directory, 'hawk-auth.sqlite.key')).mode & 0o777).toBe(0o600)
  })

  test('opens the same registry again', async () => {
    const first = await open()
    const { secret } = await first.request(wanted, byAda)
    await first.close()
    const second = await open()
    expect((await second.reveal('ci-bot', byAda)).secret).toBe(secret)
  })

  test('takes the database from HAWK_AUTH_DATABASE, and the option before it', async () => {
    vi.stubEnv('HAWK_AUTH_DATABASE', join(directory, 'variable.sqlite'))
    await open()
    await open({ database: join(directory, 'option.sqlite') })
    expect(existsSync(join(directory, 'variable.sqlite'))).toBe(true)
    expect(existsSync(join(directory, 'option.sqlite'))).toBe(true)
    expect(existsSync(join(directory, 'hawk-auth.sqlite'))).toBe(false)
  })

  test('counts an empty HAWK_AUTH_DATABASE as none', async () => {
    vi.stubEnv('HAWK_AUTH_DATABASE', '')
    await open()
    expect(existsSync(join(directory, 'hawk-auth.sqlite'))).toBe(true)
  })

  test('has two that open an empty database at once agree on its keys', async () => {
    const [one, other] = await Promise.all([open(), open()])
    const { secret } = await one.request(wanted, byAda)
    expect((await other.reveal('ci-bot', byAda)).secret).toBe(secret)
    const again = other.request({ ...wanted, id: 'ci-bot-2' }, { ...byAda, secret })
    await expect(again).rejects.toMatchObject({ code: 'ERR_REGISTRY_SECRET_TAKEN' })
  })

  test('goes by the clock that it is given', async () => {
    const clock = createFakeClock()
    const registry = await open({ clock })
    const { credential } = await registry.request(wanted, byAda)
    expect(credential.createdAtMs).toBe(clock())
  })

  test('shows nothing of its keys', async () => {
    const key = newMasterKey('k1')
    const registry = await open({ masterKey: key })
    const shown = inspect(registry, { depth: 10, showHidden: true }) + JSON.stringify({ ...registry })
    expect(shown).not.toContain(key.slice(3))
    expect(shown).not.toContain('MasterKeys')
  })

  test.each([
    ['options that are no object', 'hawk-auth.sqlite', 'options'],
    ['an unknown option', { databse: 'x' }, '"databse"'],
    ['a database that is no text', { database: 1 }, '"database"'],
    ['an empty database', { database: '' }, '"database"'],
    ['a master key that is no text', { masterKey: Buffer.alloc(32) }, '"masterKey"'],
    ['an empty master key', { masterKey: '' }, '"masterKey"'],
    ['a "migrate" that is neither true nor false', { migrate: 'yes' }, '"migrate"'],
    ['a clock that is no function', { clock: 1 }, '"clock"'],
    ['a pool of no connection', { poolSize: 0 }, '"poolSize"'],
  ])('refuses %s', async (_, options, named) => {
    const { code, message } = await failureOf(options)
    expect(code).toBe('ERR_REGISTRY_BAD_INPUT')
    expect(message).toContain(named)
    expect(existsSync(join(directory, 'hawk-auth.sqlite'))).toBe(false)
  })

  test('rejects every call after its end, however late the end comes', async () => {
    const registry = await open()
    const store = registry.credentialStore()
    const closed = registry.close()
    const refused = { code: 'ERR_REGISTRY_CLOSED' }
    await expect(registry.get('ci-bot')).rejects.toMatchObject(refused)
    await expect(registry.get('no id')).rejects.toMatchObject(refused)
    await expect(registry.import([], byAda)).rejects.toMatchObject(refused)
    await closed
    await expect(registry.request(wanted, byAda)).rejects.toMatchObject(refused)
    expect(() => registry.credentialStore()).toThrow(expect.objectContaining(refused))
    await expect(store.find('ci-bot', { id: 'ci-bot' })).rejects.toMatchObject(refused)
    await expect(registry.close()).resolves.toBeUndefined()
  })

  test('finishes what is under way before it ends', async () => {
    const registry = await open()
    const requested = registry.request(wanted, byAda)
    await registry.close()
    await expect(requested).resolves.toMatchObject({ credential: { id: 'ci-bot' } })
    expect(await (await open()).get('ci-bot')).not.toBeNull()
  })
})

describe('the master key', () => {
  test('is the option, then the variable, then the file beside the database', async () => {
    vi.stubEnv('HAWK_AUTH_MASTER_KEY', newMasterKey('variable'))
    const option = newMasterKey('option')
    await (await open({ masterKey: option })).close()
    expect(await failureOf({})).toMatchObject({ code: 'ERR_REGISTRY_MASTER_KEY_WRONG' })
    vi.stubEnv('HAWK_AUTH_MASTER_KEY', option)
    await open()
    expect(existsSync(join(directory, 'hawk-auth.sqlite.key'))).toBe(false)
  })

  test('that is another one fails at start, under another name and under the same', async () => {
    const masterKey = newMasterKey('k1')
    await (await open({ masterKey })).close()
    for (const wrong of [newMasterKey('k2'), newMasterKey('k1')]) {
      const { code, message } = await failureOf({ masterKey: wrong })
      expect(code).toBe('ERR_REGISTRY_MASTER_KEY_WRONG')
      expect(message).toContain('HAWK_AUTH_MASTER_KEY')
      expect(message).not.toContain(wrong.slice(3))
    }
    await open({ masterKey })
  })

  test('that is lost is an error, never a new key', async () => {
    const registry = await open()
    await registry.request(wanted, byAda)
    await registry.close()
    const file = join(directory, 'hawk-auth.sqlite.key')
    const text = readFileSync(file)
    rmSync(file)
    expect(await failureOf({})).toMatchObject({ code: 'ERR_REGISTRY_MASTER_KEY_MISSING' })
    expect(existsSync(file)).toBe(false)
    writeFileSync(file, text, { mode: 0o600 })
    expect(await (await open()).get('ci-bot')).not.toBeNull()
  })

  test('is not made up for a database in memory', async () => {
    expect(await failureOf({ database: ':memory:' })).toMatchObject({
      code: 'ERR_REGISTRY_MASTER_KEY_MISSING',
    })
    const registry = await open({ database: ':memory:', masterKey: newMasterKey('k1') })
    expect(await registry.get('ci-bot')).toBeNull()
  })

  test('may be one of several: the first seals, the others open until all is sealed anew', async () => {
    const [earlier, later] = [newMasterKey('k1'), newMasterKey('k2')]
    const before = await open({ masterKey: earlier })
    const { secret } = await before.request(wanted, byAda)
    await before.close()
    const between = await open({ masterKey: `${later},${earlier}` })
    expect(await failureOf({ masterKey: later })).toMatchObject({ code: 'ERR_REGISTRY_MASTER_KEY_WRONG' })
    expect(await between.rewrap(byAda)).toBe(1)
    expect(await between.rewrap(byAda)).toBe(0)
    await between.close()
    expect((await (await open({ masterKey: later })).reveal('ci-bot', byAda)).secret).toBe(secret)
    expect(await failureOf({ masterKey: earlier })).toMatchObject({ code: 'ERR_REGISTRY_MASTER_KEY_WRONG' })
  })
})
