import { execFileSync, execSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RegistryError } from '../../src/registry-error.js'
import { readMasterKeys } from '../../src/secrets/read-master-keys.js'
import type { MasterKeySource } from '../../src/secrets/read-master-keys.js'
import { masterKey } from './support/keys.js'

const wrong = 'ERR_REGISTRY_MASTER_KEY_WRONG'
const missing = 'ERR_REGISTRY_MASTER_KEY_MISSING'

let directory: string
let keyFile: string
let umask: number

beforeEach(() => {
  umask = process.umask(0)
  directory = mkdtempSync(join(tmpdir(), 'hawk-auth-keys-'))
  keyFile = join(directory, 'hawk-auth.sqlite.key')
})

afterEach(() => {
  process.umask(umask)
  rmSync(directory, { recursive: true })
})

/** A source with nothing in it but what is given; no key may be made. */
function source(given: Partial<MasterKeySource>): MasterKeySource {
  return { env: {}, keyFile: null, mayCreate: async () => false, ...given }
}

async function keyIdOf(given: Partial<MasterKeySource>): Promise<string> {
  return (await readMasterKeys(source(given))).currentKeyId
}

async function failureOf(given: Partial<MasterKeySource>): Promise<RegistryError> {
  const error: unknown = await readMasterKeys(source(given)).then(
    () => new Error('it was read'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(RegistryError)
  return error as RegistryError
}

function writeKey(path: string, keyId: string, mode = 0o600): string {
  const text = masterKey(keyId)
  writeFileSync(path, `${text}\n`)
  chmodSync(path, mode)
  return text
}

describe('the master key is read', () => {
  test('from the option, then the variables, then the key file', async () => {
    const named = join(directory, 'named')
    writeKey(named, 'named')
    writeKey(keyFile, 'beside')
    const option = masterKey('option')
    const byKey = { HAWK_AUTH_MASTER_KEY: masterKey('variable') }
    const byFile = { HAWK_AUTH_MASTER_KEY_FILE: named }
    expect(await keyIdOf({ masterKey: option, env: { ...byKey, ...byFile }, keyFile })).toBe('option')
    expect(await keyIdOf({ env: byKey, keyFile })).toBe('variable')
    expect(await keyIdOf({ env: byFile, keyFile })).toBe('named')
    expect(await keyIdOf({ keyFile })).toBe('beside')
  })

  test('from a file with several, the first of which seals', async () => {
    writeFileSync(keyFile, `${masterKey('k2')},\n${masterKey('k1')}\n`, { mode: 0o600 })
    expect(await keyIdOf({ keyFile })).toBe('k2')
  })

  test('without asking whether one may be made', async () => {
    writeKey(keyFile, 'beside')
    const mayCreate = (): Promise<boolean> => Promise.reject(new Error('asked'))
    expect(await keyIdOf({ keyFile, mayCreate })).toBe('beside')
    expect(await keyIdOf({ masterKey: masterKey('k1'), keyFile: null, mayCreate })).toBe('k1')
  })
})

describe('the variables', () => {
  test('are refused together, whatever is in them', async () => {
    const env = { HAWK_AUTH_MASTER_KEY: masterKey(), HAWK_AUTH_MASTER_KEY_FILE: keyFile }
    const { code, message } = await failureOf({ env })
    expect(code).toBe(wrong)
    expect(message).toBe('Both HAWK_AUTH_MASTER_KEY and HAWK_AUTH_MASTER_KEY_FILE are set; unset one of them')
  })

  test.each(['HAWK_AUTH_MASTER_KEY', 'HAWK_AUTH_MASTER_KEY_FILE'])(
    'are refused where %s is empty, and no key is made in its place',
    async (name) => {
      for (const value of ['', ' \n']) {
        const failure = await failureOf({ env: { [name]: value }, keyFile, mayCreate: async () => true })
        expect(failure).toMatchObject({
          code: wrong,
          message: expect.stringContaining(`${name} is set, but empty`) as string,
        })
      }
      expect(readdirSync(directory)).toEqual([])
    },
  )

  test('may name a file that is not there: that is an error, and none is made', async () => {
    const env = { HAWK_AUTH_MASTER_KEY_FILE: keyFile }
    const { code, message } = await failureOf({ env, keyFile, mayCreate: async () => true })
    expect(code).toBe(missing)
    expect(message).toContain(`HAWK_AUTH_MASTER_KEY_FILE names ${keyFile}`)
    expect(readdirSync(directory)).toEqual([])
  })
})

describe('a bad key', () => {
  const bad = 'k1:tooShortToBeAKey='

  test('is refused with the name of its source, and nothing of its text', async () => {
    writeFileSync(keyFile, bad, { mode: 0o600 })
    const sources: [string, Partial<MasterKeySource>][] = [
      ['the option "masterKey"', { masterKey: bad }],
      ['HAWK_AUTH_MASTER_KEY', { env: { HAWK_AUTH_MASTER_KEY: bad } }],
      [`the file ${keyFile} of HAWK_AUTH_MASTER_KEY_FILE`, { env: { HAWK_AUTH_MASTER_KEY_FILE: keyFile } }],
      [`the key file ${keyFile}`, { keyFile, mayCreate: async () => true }],
    ]
    for (const [name, given] of sources) {
      const failure = await failureOf(given)
      expect(failure.code).toBe(wrong)
      expect(failure.message).toContain(`The master key in ${name} can't be used: the key must`)
      expect(inspect(failure, { depth: 5, showHidden: true })).not.toContain('tooShort')
    }
  })

  test('in an empty key file is an error; the file stays as it is', async () => {
    writeFileSync(keyFile, '', { mode: 0o600 })
    expect(await failureOf({ keyFile, mayCreate: async () => true })).toMatchObject({ code: wrong })
    expect(readFileSync(keyFile, 'utf8')).toBe('')
  })
})

describe('a key file', () => {
  test.each([0o640, 0o604, 0o644, 0o660, 0o620, 0o602, 0o610, 0o601, 0o777])(
    'that group or others may use is refused, with the command that mends it (mode %o)',
    async (mode) => {
      writeKey(keyFile, 'k1', mode)
      for (const given of [{ keyFile }, { env: { HAWK_AUTH_MASTER_KEY_FILE: keyFile } }]) {
        const { code, message } = await failureOf(given)
        expect(code).toBe(wrong)
        expect(message).toContain(`(mode 0${mode.toString(8)}); run: chmod 600 ${keyFile}`)
      }
    },
  )

  test('is mended by that command, whatever its path', async () => {
    const odd = join(directory, 'it\'s $HOME; "a" `b` \\ key')
    writeKey(odd, 'odd', 0o644)
    const { message } = await failureOf({ keyFile: odd })
    execSync(message.slice(message.indexOf('chmod')))
    expect(await keyIdOf({ keyFile: odd })).toBe('odd')
  })

  test.each([0o600, 0o400])('that only its owner may read is taken (mode %o)', async (mode) => {
    writeKey(keyFile, 'k1', mode)
    expect(await keyIdOf({ keyFile })).toBe('k1')
  })

  test('may be a link to a file that only its owner may read, and no other', async () => {
    const target = join(directory, 'target')
    writeKey(target, 'target')
    symlinkSync(target, keyFile)
    expect(await keyIdOf({ keyFile })).toBe('target')
    chmodSync(target, 0o640)
    expect(await failureOf({ keyFile })).toMatchObject({ code: wrong })
  })

  test('that is a directory, a pipe or a device is refused at once', async () => {
    const nestedKey = join(directory, 'directory')
    mkdirSync(nestedKey, { mode: 0o700 })
    const pipe = join(directory, 'pipe')
    execFileSync('sh', ['-c', 'umask 077; mkfifo "$1"', 'sh', pipe])
    for (const path of [nestedKey, pipe, '/dev/null']) {
      const failure = await failureOf({ keyFile: path })
      expect(failure).toMatchObject({ code: wrong, message: `The key file ${path} is no plain file` })
    }
  })

  test('of more than 64 KiB is refused unread', async () => {
    writeFileSync(keyFile, ' '.repeat(64 * 1024) + masterKey(), { mode: 0o600 })
    const failure = await failureOf({ keyFile })
    expect(failure).toMatchObject({
      code: wrong,
      message: `The key file ${keyFile} is longer than 65536 bytes`,
    })
  })

  test('that is out of reach is an error, never a new key', async () => {
    writeFileSync(join(directory, 'file'), '')
    const path = join(directory, 'file', 'key')
    const failure = await failureOf({ keyFile: path, mayCreate: async () => true })
    expect(failure).toMatchObject({ code: wrong, message: `The key file ${path} can't be read (ENOTDIR)` })
  })
})

describe('a new key file', () => {
  test('is made where that loses nothing: mode 0600, one key, and nothing beside it', async () => {
    const keys = await readMasterKeys(source({ keyFile, mayCreate: async () => true }))
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(readdirSync(directory)).toEqual(['hawk-auth.sqlite.key'])
    expect(readFileSync(keyFile, 'utf8')).toMatch(/^k[0-9a-f]{8}:[A-Za-z0-9+/]{43}=\n$/)
    const again = await readMasterKeys(source({ keyFile }))
    expect(again.open(keys.seal('secret', []), [])).toBe('secret')
  })

  test('is never seen half-written', async () => {
    const seen = new Set<number>()
    for (let round = 0; round < 20; round++) {
      let isUnderWay = true
      const made = readMasterKeys(source({ keyFile, mayCreate: async () => true })).finally(() => {
        isUnderWay = false
      })
      while (isUnderWay) {
        if (existsSync(keyFile)) seen.add(readFileSync(keyFile).length)
        await nextTurn()
      }
      seen.add(readFileSync(keyFile).length)
      await made
      rmSync(keyFile)
    }
    expect([...seen]).toEqual(['k01234567:'.length + 44 + 1])
  })

  test('is another one each time, by its name too', async () => {
    const other = join(directory, 'other.key')
    const mayCreate = async (): Promise<boolean> => true
    expect(await keyIdOf({ keyFile, mayCreate })).not.toBe(await keyIdOf({ keyFile: other, mayCreate }))
    expect(readFileSync(keyFile, 'utf8').slice(10)).not.toBe(readFileSync(other, 'utf8').slice(10))
  })

  test('is not made where credentials exist: a lost key is an error', async () => {
    const { code, message } = await failureOf({ keyFile })
    expect(code).toBe(missing)
    for (const said of [keyFile, 'restore', 'HAWK_AUTH_MASTER_KEY', 'HAWK_AUTH_MASTER_KEY_FILE']) {
      expect(message).toContain(said)
    }
    expect(readdirSync(directory)).toEqual([])
  })

  test('is not made where nobody can say whether credentials exist', async () => {
    const down = new RegistryError('ERR_REGISTRY_DATABASE_UNAVAILABLE', 'down')
    expect(await failureOf({ keyFile, mayCreate: () => Promise.reject(down) })).toBe(down)
    expect(readdirSync(directory)).toEqual([])
  })

  test('of another process counts, though it was made after the first look', async () => {
    const mayCreate = (answer: boolean) => async (): Promise<boolean> => {
      writeKey(keyFile, 'theirs')
      return answer
    }
    expect(await keyIdOf({ keyFile, mayCreate: mayCreate(false) })).toBe('theirs')
    rmSync(keyFile)
    expect(await keyIdOf({ keyFile, mayCreate: mayCreate(true) })).toBe('theirs')
    expect(readdirSync(directory)).toEqual(['hawk-auth.sqlite.key'])
  })

  test('is not made through a link that leads nowhere', async () => {
    const target = join(directory, 'target')
    symlinkSync(target, keyFile)
    const { code, message } = await failureOf({ keyFile, mayCreate: async () => true })
    expect(code).toBe(missing)
    expect(message).toContain(`${keyFile} is a link that leads nowhere`)
    expect(existsSync(target)).toBe(false)
    expect(readdirSync(directory)).toEqual(['hawk-auth.sqlite.key'])
  })

  test('that can not be made is an error which says why', async () => {
    const path = join(directory, 'no such directory', 'key')
    const { code, message } = await failureOf({ keyFile: path, mayCreate: async () => true })
    expect(code).toBe(missing)
    expect(message).toContain(`the key file ${path} can't be made (ENOENT)`)
  })
})

describe('without a key', () => {
  test('the error says how to make one, with a command that does', async () => {
    const { code, message } = await failureOf({ mayCreate: async () => true })
    expect(code).toBe(missing)
    for (const said of ['HAWK_AUTH_MASTER_KEY', 'HAWK_AUTH_MASTER_KEY_FILE', 'keyid:base64 of 32 bytes']) {
      expect(message).toContain(said)
    }
    const printed = execSync(message.slice(message.indexOf('node -p')), { encoding: 'utf8' })
    expect(await keyIdOf({ env: { HAWK_AUTH_MASTER_KEY: printed } })).toBe('k1')
  })
})
