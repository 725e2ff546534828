import { describe, expect, it } from 'vitest'
import { createCachedCredentialStore } from '../src/cached-credential-store.js'
import type { HawkCredentials } from '../src/credentials.js'
import {
  atOnce,
  client,
  createMapStore,
  createPendingStore,
  later,
} from './cached-credential-store-fixtures.js'

describe('a hit', () => {
  it('is answered synchronously with the very object that the store returned', async () => {
    const { ask, hit, query, queries } = createPendingStore()
    const record = client('a')
    const first = ask('a')
    query(0).resolve(record)
    expect(await first).toBe(record)
    expect(hit('a')).toBe(record)
    expect(queries).toHaveLength(1)
  })

  it('is kept for ids that are names of an object prototype, and for ids of 4096 characters', () => {
    const ids = ['__proto__', 'constructor', 'toString', '', 'x'.repeat(4096)]
    const { ask, find } = createMapStore(ids.map((id) => client(id)))
    for (const id of ids) expect(ask(id)).toHaveProperty('id', id)
    for (const id of ids) expect(ask(id)).toHaveProperty('id', id)
    expect(find).toHaveBeenCalledTimes(ids.length)
  })

  it('is none for an id that was never asked for, whatever its name', () => {
    const { ask, find } = createMapStore([])
    for (const id of ['__proto__', 'constructor', 'hasOwnProperty']) expect(ask(id)).toBeUndefined()
    expect(find).toHaveBeenCalledTimes(3)
  })
})

describe('a miss', () => {
  it('is answered synchronously by a synchronous store', () => {
    const record = client('a')
    expect(createMapStore([record]).ask('a')).toBe(record)
  })

  it('shares one query among all who ask before it is answered', async () => {
    const { ask, query, queries } = createPendingStore()
    const record = client('a')
    const waiting = [ask('a'), ask('a'), ask('a')]
    expect(queries).toHaveLength(1)
    query(0).resolve(record)
    for (const found of await Promise.all(waiting)) expect(found).toBe(record)
  })

  it('asks for each id apart', () => {
    const { ask, queries } = createPendingStore()
    void ask('a')
    void ask('b')
    expect(queries.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('takes the answer of anything with "then", such as a query builder', async () => {
    const record = client('a')
    let queries = 0
    const builder = {
      then(resolve: (found: HawkCredentials) => void) {
        queries++
        resolve(record)
      },
    }
    const cached = createCachedCredentialStore(() => builder as unknown as Promise<HawkCredentials>)
    expect(
      await Promise.all([cached.find('a', { id: 'a' }), cached.find('a', { id: 'a' })].map(later)),
    ).toEqual([record, record])
    expect(atOnce(cached.find('a', { id: 'a' }))).toBe(record)
    expect(queries).toBe(1)
  })
})

describe('errors', () => {
  it('reach all who wait, and are not kept', async () => {
    const { ask, query, queries } = createPendingStore()
    const down = new Error('database down')
    const waiting = [ask('a'), ask('a')]
    query(0).reject(down)
    for (const { status, ...rest } of await Promise.allSettled(waiting)) {
      expect(status).toBe('rejected')
      expect(rest).toHaveProperty('reason', down)
    }
    const again = ask('a')
    expect(queries).toHaveLength(2)
    query(1).resolve(client('a'))
    expect(await again).toHaveProperty('id', 'a')
  })

  it('that a store throws are thrown, and not kept', () => {
    const down = new Error('database down')
    let isDown = true
    const cached = createCachedCredentialStore((id) => {
      if (isDown) throw down
      return client(id)
    })
    expect(() => atOnce(cached.find('a', { id: 'a' }))).toThrow(down)
    isDown = false
    expect(atOnce(cached.find('a', { id: 'a' }))).toHaveProperty('id', 'a')
  })

  it('give the slot back, thrown or rejected, or in reading a record', async () => {
    const answers = [
      () => {
        throw new Error('thrown')
      },
      () => Promise.reject(new Error('rejected')),
      () => unreadable,
      () => Promise.resolve(unreadable),
      () => client('a'),
    ]
    const unreadable = {
      key: 'k',
      approved: true,
      get id(): string {
        throw new Error('unreadable')
      },
    }
    const cached = createCachedCredentialStore<HawkCredentials>(() => answers.shift()?.(), { maxLookups: 1 })
    const ask = async () => cached.find('a', { id: 'a' })
    await expect(ask()).rejects.toThrow('thrown')
    await expect(ask()).rejects.toThrow('rejected')
    await expect(ask()).rejects.toThrow('unreadable')
    await expect(ask()).rejects.toThrow('unreadable')
    expect(await ask()).toHaveProperty('id', 'a')
  })

  it('leave what is kept of other ids alone', async () => {
    const { ask, hit, query } = createPendingStore()
    const first = ask('a')
    query(0).resolve(client('a'))
    await first
    const failing = ask('b')
    query(1).reject(new Error('database down'))
    await expect(failing).rejects.toThrow('database down')
    expect(hit('a')).toHaveProperty('id', 'a')
  })
})

describe('used', () => {
  it('is passed on with its arguments, on the store itself', () => {
    class Store {
      readonly lastUsed = new Map<string, number>()
      find(id: string): HawkCredentials {
        return client(id)
      }
      used(id: string, atMs: number): void {
        this.lastUsed.set(id, atMs)
      }
    }
    const store = new Store()
    createCachedCredentialStore(store).used?.('a', 1_700_000_000_000)
    expect([...store.lastUsed]).toEqual([['a', 1_700_000_000_000]])
  })

  it('hands the rejection of an asynchronous one to its caller', async () => {
    const store = { find: client, used: () => Promise.reject(new Error('read-only')) }
    const answer: unknown = createCachedCredentialStore<HawkCredentials>(store).used?.('a', 1)
    await expect(answer).rejects.toThrow('read-only')
  })

  it('is absent when the store has none', () => {
    expect(createCachedCredentialStore({ find: (id: string) => client(id) })).not.toHaveProperty('used')
    expect(createCachedCredentialStore((id) => client(id))).not.toHaveProperty('used')
  })
})

describe('the store behind', () => {
  it('is called as a method of itself', () => {
    class Store {
      readonly #table = new Map([['a', client('a')]])
      find(id: string): HawkCredentials | undefined {
        return this.#table.get(id)
      }
    }
    expect(createCachedCredentialStore(new Store()).find('a', { id: 'a' })).toHaveProperty('id', 'a')
  })

  it('may itself be a cached store', () => {
    const inner = createCachedCredentialStore((id) => client(id))
    expect(createCachedCredentialStore(inner).find('a', { id: 'a' })).toHaveProperty('id', 'a')
  })
})
