import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCachedCredentialStore } from '@hawk-auth/core'
import type { CredentialStore, HawkCredentials } from '@hawk-auth/core'
import { credentialStoreSuite } from '@hawk-auth/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { changeClients } from '../src/change-clients.js'
import { formatClients } from '../src/client-list.js'
import { createFileStore } from '../src/file-store.js'

const ALICE = { id: 'alice', key: 'the key of alice', approved: true }
const BOB = { id: 'bob', key: 'the key of bob', approved: true }

let directory: string
let file: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'hawk-auth-clients-'))
})
afterAll(() => {
  rmSync(directory, { recursive: true })
})
beforeEach(() => {
  file = join(directory, 'clients.json')
  rmSync(file, { force: true })
})

function filled(records: readonly HawkCredentials[]): CredentialStore<HawkCredentials> {
  writeFileSync(file, formatClients(records))
  return createFileStore(file)
}

async function find(store: CredentialStore<HawkCredentials>, id: string): Promise<unknown> {
  return store.find(id, { id, ts: '1795392000', nonce: 'nonce' })
}

credentialStoreSuite({ describe, it }, { name: 'a store on a file', createStore: filled })
credentialStoreSuite(
  { describe, it },
  {
    name: 'a store on a file, behind a cache',
    createStore: (records) => createCachedCredentialStore(filled(records)),
  },
)

describe('a file that changes', () => {
  test('is read again: clients come and go', async () => {
    const store = filled([ALICE])
    expect(await find(store, 'bob')).toBeUndefined()
    await changeClients(file, (clients) => clients.set('bob', BOB).delete('alice'))
    expect(await find(store, 'bob')).toEqual(BOB)
    expect(await find(store, 'alice')).toBeUndefined()
  })

  test('is read again where its length and its time of change look as before', async () => {
    const store = filled([{ ...ALICE, key: 'key A' }])
    const { atime, mtime } = statSync(file)
    expect(await find(store, 'alice')).toMatchObject({ key: 'key A' })
    await changeClients(file, (clients) => clients.set('alice', { ...ALICE, key: 'key B' }))
    utimesSync(file, atime, mtime)
    expect(await find(store, 'alice')).toMatchObject({ key: 'key B' })
  })

  test('is not read again while it stays the same', async () => {
    const store = filled([ALICE])
    expect(await find(store, 'alice')).toBe(await find(store, 'alice'))
  })

  test('is never seen half written, however often it is changed', async () => {
    const store = filled([ALICE, BOB])
    let isOver = false
    const reader = async (): Promise<number> => {
      let reads = 0
      for (; !isOver; reads++) expect(await find(store, 'bob')).toMatchObject({ id: 'bob' })
      return reads
    }
    const reading = Promise.all([reader(), reader()])
    for (let change = 0; change < 50; change++) {
      await changeClients(file, (clients) =>
        clients.set('alice', { ...ALICE, key: `key ${change}`.repeat(100 * (change % 3)) }),
      )
    }
    isOver = true
    for (const reads of await reading) expect(reads).toBeGreaterThan(0)
  })
})

describe('a file that is broken', () => {
  const BROKEN: Readonly<Record<string, string>> = {
    'ends in the middle': formatClients([ALICE]).slice(0, -5),
    'is empty': '',
    'is no list': JSON.stringify({ alice: ALICE }),
    'holds no records': JSON.stringify(['alice']),
    'holds a record without an id': JSON.stringify([{ key: ALICE.key, approved: true }]),
    'has one id twice': JSON.stringify([ALICE, { ...BOB, id: 'alice' }]),
    'has a word too many': JSON.stringify([ALICE]).replace('"approved"', '"the key of alice" approved'),
  }

  test.each(Object.entries(BROKEN))(
    'fails for everybody, and tells no key: one that %s',
    async (_what, text) => {
      const store = filled([ALICE])
      expect(await find(store, 'alice')).toEqual(ALICE)
      writeFileSync(file, text)
      for (const id of ['alice', 'nobody', 'alice']) {
        const error = await find(store, id).then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        expect(error).toBeInstanceOf(Error)
        expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/the key|alice/)
        expect((error as Error).cause).toBeUndefined()
      }
      writeFileSync(file, formatClients([ALICE]))
      expect(await find(store, 'alice')).toEqual(ALICE)
    },
  )

  test('fails where it is gone, and where it never was', async () => {
    const store = filled([ALICE])
    await find(store, 'alice')
    rmSync(file)
    await expect(find(store, 'alice')).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(find(createFileStore(file), 'alice')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('changing a file', () => {
  test('makes it, for its owner alone', async () => {
    await changeClients(file, (clients) => clients.set('alice', ALICE))
    expect(await find(createFileStore(file), 'alice')).toEqual(ALICE)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('changes nothing where it fails', async () => {
    const store = filled([ALICE])
    const failing = changeClients(file, (clients) => {
      clients.clear()
      throw new Error('on second thoughts')
    })
    await expect(failing).rejects.toThrow('on second thoughts')
    expect(await find(store, 'alice')).toEqual(ALICE)
    expect(readdirSync(directory)).toEqual(['clients.json'])
  })

  test('does not replace a file that it cannot read', async () => {
    writeFileSync(file, '[')
    await expect(changeClients(file, (clients) => clients.set('alice', ALICE))).rejects.toThrow('no JSON')
    await expect(find(createFileStore(file), 'alice')).rejects.toThrow('no JSON')
  })

  test('is for one at a time: no change is lost', async () => {
    filled([])
    const both = [ALICE, BOB].map((client) =>
      changeClients(file, (clients) => clients.set(client.id, client)),
    )
    const outcomes = await Promise.allSettled(both)
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'EEXIST' } })
  })
})
