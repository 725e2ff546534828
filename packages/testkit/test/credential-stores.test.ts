import { createCachedCredentialStore } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { createMemoryCredentialStore, credentialStoreSuite } from '@hawk-auth/testkit'
import { describe, expect, it, test } from 'vitest'
import { BROKEN_CREDENTIAL_STORES } from './support/broken-credential-stores.js'
import { collectCases, failuresOf } from './support/collected-cases.js'

const runner = { describe, it }

credentialStoreSuite(runner, {
  name: 'a function over a Map',
  createStore: (records) => {
    const byId = new Map(records.map((record) => [record.id, record]))
    return (id) => byId.get(id)
  },
})

credentialStoreSuite(runner, {
  name: 'the in-memory credential store',
  createStore: (records) => createMemoryCredentialStore(records),
})

credentialStoreSuite(runner, {
  name: 'a store that answers later',
  createStore: (records) => {
    const store = createMemoryCredentialStore(records)
    return {
      find: async (id: string) => {
        await Promise.resolve()
        return store.find(id) ?? null
      },
    }
  },
})

credentialStoreSuite(runner, {
  name: 'a cached store',
  createStore: (records) => {
    const store = createMemoryCredentialStore(records)
    const find = async (id: string): Promise<HawkCredentials | undefined> => {
      await Promise.resolve()
      return store.find(id)
    }
    return createCachedCredentialStore(find, { maxLookups: 1000 })
  },
})

describe('the credential store suite', () => {
  test.each(Object.entries(BROKEN_CREDENTIAL_STORES))('fails for %s', async (_, { createStore, fails }) => {
    const cases = collectCases((collecting) =>
      credentialStoreSuite(collecting, { name: 'broken', createStore }),
    )
    expect(cases.map(({ name }) => name)).toContain(fails)
    expect(await failuresOf(cases.filter(({ name }) => name === fails))).toEqual([fails])
  })
})

describe('createMemoryCredentialStore', () => {
  const alice: HawkCredentials = { id: 'alice', key: 'secret', approved: true }

  it('puts records in, in the place of others, and takes them out', () => {
    const store = createMemoryCredentialStore([alice])
    store.set({ ...alice, approved: false })
    expect(store.find('alice')?.approved).toBe(false)
    expect(store.delete('alice')).toBe(true)
    expect(store.delete('alice')).toBe(false)
    expect(store.find('alice')).toBeUndefined()
  })

  it('tells what it was told of', () => {
    const store = createMemoryCredentialStore([alice])
    store.used('alice', 5)
    expect(store.uses).toEqual([{ id: 'alice', atMs: 5 }])
  })
})
