import { describe, expect, it, vi } from 'vitest'
import { createCachedCredentialStore } from '../src/cached-credential-store.js'
import { atOnce, client, createMapStore, createPendingStore } from './cached-credential-store-fixtures.js'

describe('invalidate', () => {
  it('forgets an approved record, and an unknown id, at once', () => {
    const { ask, cached, find, table } = createMapStore([client('a')])
    ask('a')
    ask('b')
    table.set('a', client('a', { approved: false })).set('b', client('b'))
    cached.invalidate('a')
    cached.invalidate('b')
    expect(ask('a')).toBe(table.get('a'))
    expect(ask('b')).toBe(table.get('b'))
    expect(find).toHaveBeenCalledTimes(4)
  })

  it('leaves other ids alone', () => {
    const { ask, cached, find } = createMapStore([client('a'), client('ab')])
    ask('ab')
    ask('nobody')
    cached.invalidate('a')
    ask('ab')
    ask('nobody')
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('does not keep the answer of a query that began before it', async () => {
    const { ask, cached, query, queries } = createPendingStore()
    const before = ask('a')
    cached.invalidate('a')
    query(0).resolve(client('a'))
    await before
    void ask('a')
    expect(queries).toHaveLength(2)
  })

  it('gives who asks after it a new query, and who waited before it the old answer', async () => {
    const { ask, hit, cached, query } = createPendingStore()
    const [old, young] = [client('a'), client('a', { approved: false })]
    const before = ask('a')
    cached.invalidate('a')
    const after = ask('a')
    query(1).resolve(young)
    query(0).resolve(old)
    expect(await before).toBe(old)
    expect(await after).toBe(young)
    expect(hit('a')).toBe(young)
  })

  it('leaves a query for another id to be joined and kept', async () => {
    const { ask, hit, cached, query, queries } = createPendingStore()
    const first = ask('b')
    cached.invalidate('a')
    const second = ask('b')
    query(0).resolve(client('b'))
    await Promise.all([first, second])
    expect(hit('b')).toHaveProperty('id', 'b')
    expect(queries).toHaveLength(1)
  })

  it('counts when it comes from within a synchronous query', () => {
    let queries = 0
    const cached = createCachedCredentialStore((id) => {
      queries++
      cached.invalidate(id)
      return client(id)
    })
    atOnce(cached.find('a', { id: 'a' }))
    atOnce(cached.find('a', { id: 'a' }))
    expect(queries).toBe(2)
  })

  it('does not free the slot of a query that still runs', async () => {
    const { ask, cached, query } = createPendingStore({ maxLookups: 1 })
    const before = ask('a')
    cached.invalidate('a')
    expect(() => ask('a')).toThrow('maxLookups')
    query(0).resolve(client('a'))
    await before
    expect(() => ask('a')).not.toThrow()
  })

  it('forgets every entry of an id that a cacheKey made, and none of another', () => {
    const find = vi.fn((id: string) => (id === 'nobody' ? null : client(id)))
    const cached = createCachedCredentialStore(find, { cacheKey: ({ ext }) => ext ?? '' })
    const asked: [string, string][] = [
      ['a', 'x'],
      ['a', 'y'],
      ['nobody', 'x'],
      ['1', 'a'],
    ]
    const askAll = () => asked.forEach(([id, ext]) => atOnce(cached.find(id, { id, ext })))
    askAll()
    cached.invalidate('a')
    cached.invalidate('nobody')
    askAll()
    expect(find.mock.calls.map(([id]) => id)).toEqual(['a', 'a', 'nobody', '1', 'a', 'a', 'nobody'])
  })

  it('discards the queries under way of an id for every cacheKey', async () => {
    const { ask, cached, query, queries } = createPendingStore({ cacheKey: ({ ext }) => ext ?? '' })
    const waiting = [ask('a', { ext: 'x' }), ask('a', { ext: 'y' })]
    cached.invalidate('a')
    query(0).resolve(client('a'))
    query(1).resolve(client('a'))
    await Promise.all(waiting)
    void ask('a', { ext: 'x' })
    void ask('a', { ext: 'y' })
    expect(queries).toHaveLength(4)
  })

  it('refuses what is no id, and shows nothing of it', () => {
    const { cached } = createMapStore([])
    const record = client('a', { key: 'secret' }) as unknown as string
    expect(() => cached.invalidate(record)).toThrow(
      new TypeError('createCachedCredentialStore: invalidate takes the id, got an object'),
    )
  })
})

describe('clear', () => {
  it('forgets everything that is kept, and every query under way', async () => {
    const { ask, cached, query, queries } = createPendingStore()
    const kept = [ask('a'), ask('nobody')]
    query(0).resolve(client('a'))
    query(1).resolve(null)
    await Promise.all(kept)
    const before = ask('b')
    cached.clear()
    query(2).resolve(client('b'))
    await before
    for (const id of ['a', 'nobody', 'b']) void ask(id)
    expect(queries.map(({ id }) => id)).toEqual(['a', 'nobody', 'b', 'a', 'nobody', 'b'])
  })
})
