import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, vi } from 'vitest'
import { createCachedCredentialStore } from '../src/cached-credential-store.js'
import type { HawkCredentials } from '../src/credentials.js'
import { atOnce, client, createMapStore, createPendingStore } from './cached-credential-store-fixtures.js'

describe('bounds', () => {
  it('let a flood of unknown ids push out neither an approved record nor more than their own number', () => {
    const { ask, find } = createMapStore([client('a')], { maxUnknownEntries: 2, maxEntries: 2 })
    ask('a')
    for (let n = 0; n < 1_000; n++) ask(`random-${n}`)
    find.mockClear()
    ask('a')
    ask('random-999')
    ask('random-998')
    expect(find).not.toHaveBeenCalled()
    ask('random-997')
    expect(find).toHaveBeenCalledTimes(1)
  })

  it('let records that are not approved, suspended or for another id push no approved one out', () => {
    const find = vi.fn((id: string) => {
      if (id === 'a') return client(id)
      return [client(id, { approved: false }), client(id, { suspended: true }), client('other')][
        id.length % 3
      ]
    })
    const cached = createCachedCredentialStore(find, { maxEntries: 1, clock: () => 0 })
    for (const id of ['a', 'b', 'bb', 'bbb', 'a']) atOnce(cached.find(id, { id }))
    expect(find).toHaveBeenCalledTimes(4)
  })

  it('keep the approved records that were asked for last', () => {
    const { ask, find } = createMapStore([client('a'), client('b'), client('c')], { maxEntries: 2 })
    for (const id of ['a', 'b', 'a', 'c', 'a']) ask(id)
    expect(find).toHaveBeenCalledTimes(3)
    ask('b')
    expect(find).toHaveBeenCalledTimes(4)
  })

  it.each([
    ['10 000 approved records', 10_000, client],
    ['1 000 unknown ids', 1_000, () => undefined],
  ])('are %s when none are given', (_name, bound, answer: (id: string) => HawkCredentials | undefined) => {
    const find = vi.fn((id: string) => answer(id))
    const cached = createCachedCredentialStore(find, { clock: () => 0 })
    const ask = (n: number) => atOnce(cached.find(`id-${n}`, { id: `id-${n}` }))
    for (let n = 0; n <= bound; n++) ask(n)
    find.mockClear()
    for (let n = bound; n > 0; n--) ask(n)
    expect(find).not.toHaveBeenCalled()
    ask(0)
    expect(find).toHaveBeenCalledTimes(1)
  })

  it('keep no header alive through the id that was cut out of it', () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const ids = Array.from({ length: 1_000 }, (_, n) => `a-client-with-a-long-id-${n}`)
    const table = new Map(ids.map((id) => [id, client(id)]))
    const cached = createCachedCredentialStore((id) => table.get(id))
    const askWithLongHeaders = (find: (id: string) => unknown) => {
      for (const id of ids) find(`${id}" ext="${'x'.repeat(20_000)}"`.slice(0, id.length))
    }
    askWithLongHeaders((id) => table.get(id))
    collect()
    const before = process.memoryUsage().heapUsed
    askWithLongHeaders((id) => atOnce(cached.find(id, { id })))
    collect()
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(5_000_000)
  })
})

describe('queries under way', () => {
  it('are at most 64; the next one is refused without asking the store, until one is answered', async () => {
    const { ask, query, queries } = createPendingStore()
    const first = ask('id-0')
    for (let n = 1; n < 64; n++) void ask(`id-${n}`)
    expect(() => ask('id-64')).toThrow(
      new Error('createCachedCredentialStore: all 64 lookups ("maxLookups") are under way'),
    )
    expect(queries).toHaveLength(64)
    query(0).resolve(null)
    await first
    void ask('id-64')
    expect(queries).toHaveLength(65)
  })

  it('are still joined, and what is kept still answered, when all slots are held', async () => {
    const { ask, hit, query } = createPendingStore({ maxLookups: 1 })
    const first = ask('a')
    query(0).resolve(client('a'))
    await first
    const second = ask('b')
    const third = ask('b')
    expect(hit('a')).toHaveProperty('id', 'a')
    expect(() => ask('c')).toThrow('maxLookups')
    query(1).resolve(client('b'))
    expect(await third).toBe(await second)
  })

  it('hold no slot after a synchronous answer', () => {
    const { ask } = createMapStore([client('a')], { maxLookups: 1 })
    for (const id of ['a', 'b', 'c']) expect(() => ask(id)).not.toThrow()
  })

  it('give their slots up after "lookupTimeoutMs", so that a store that hung is asked again', async () => {
    const { ask, clock, query, queries } = createPendingStore({ maxLookups: 2 })
    void ask('a')
    clock.advance(1)
    void ask('b')
    clock.advance(4_998)
    expect(() => ask('c')).toThrow('maxLookups')
    clock.advance(1)
    const recovered = ask('c')
    expect(() => ask('d')).toThrow('maxLookups')
    query(2).resolve(client('c'))
    expect(await recovered).toHaveProperty('id', 'c')
    expect(queries.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  it('are joined by nobody after "lookupTimeoutMs", though "ttlMs" is longer', async () => {
    const { ask, clock, query, queries } = createPendingStore()
    void ask('a')
    clock.advance(4_999)
    void ask('a')
    expect(queries).toHaveLength(1)
    clock.advance(1)
    const again = ask('a')
    expect(queries).toHaveLength(2)
    query(1).resolve(client('a'))
    expect(await again).toHaveProperty('id', 'a')
  })

  it('are not kept when answered after "lookupTimeoutMs"; who waits is answered', async () => {
    const { ask, clock, query, queries } = createPendingStore()
    const waiting = ask('a')
    clock.advance(5_000)
    query(0).resolve(client('a'))
    expect(await waiting).toHaveProperty('id', 'a')
    void ask('a')
    expect(queries).toHaveLength(2)
  })

  it('whose slot went to another free none when they are answered after all', async () => {
    const { ask, clock, query } = createPendingStore({ maxLookups: 1 })
    const hung = ask('a')
    clock.advance(5_000)
    void ask('b')
    query(0).resolve(client('a'))
    await hung
    expect(() => ask('c')).toThrow('maxLookups')
  })
})
