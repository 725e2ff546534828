import { afterEach, describe, expect, it, vi } from 'vitest'
import { createCachedCredentialStore } from '../src/cached-credential-store.js'
import type { Found, HawkCredentials } from '../src/credentials.js'
import {
  atOnce,
  client,
  createFakeClock,
  createMapStore,
  createPendingStore,
} from './cached-credential-store-fixtures.js'

afterEach(() => {
  vi.useRealTimers()
})

describe('the time an answer is kept', () => {
  it('is ten seconds for an approved record, and no longer by the millisecond', () => {
    const { ask, clock, find } = createMapStore([client('a')])
    ask('a')
    clock.advance(9_999)
    ask('a')
    expect(find).toHaveBeenCalledTimes(1)
    clock.advance(1)
    ask('a')
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('is not extended by a hit', () => {
    const { ask, clock, find } = createMapStore([client('a')], { ttlMs: 100 })
    for (let passedMs = 0; passedMs < 100; passedMs += 10) {
      ask('a')
      clock.advance(10)
    }
    expect(find).toHaveBeenCalledTimes(1)
    ask('a')
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('holds when the clock begins at zero', () => {
    const clock = createFakeClock(0)
    const find = vi.fn((id: string) => client(id))
    const cached = createCachedCredentialStore(find, { clock: clock.now, ttlMs: 100 })
    atOnce(cached.find('a', { id: 'a' }))
    clock.advance(100)
    atOnce(cached.find('a', { id: 'a' }))
    expect(find).toHaveBeenCalledTimes(2)
  })

  it.each<[string, Found<HawkCredentials>]>([
    ['an unknown id (undefined)', undefined],
    ['an unknown id (null)', null],
    ['an unapproved record', client('a', { approved: false })],
    ['a record whose approval is not exactly true', client('a', { approved: 1 as unknown as boolean })],
    ['a suspended record', client('a', { suspended: true })],
    ['a record that a database suspended with 1', client('a', { suspended: 1 as unknown as boolean })],
    ['a record whose suspension is null', client('a', { suspended: null as unknown as boolean })],
    ['a record for another id', client('A')],
  ])('is one second for %s', (_name, found) => {
    const clock = createFakeClock()
    const find = vi.fn((id: string) => (id === 'a' ? found : undefined))
    const cached = createCachedCredentialStore(find, { clock: clock.now })
    expect(atOnce(cached.find('a', { id: 'a' }))).toBe(found)
    clock.advance(999)
    expect(atOnce(cached.find('a', { id: 'a' }))).toBe(found)
    expect(find).toHaveBeenCalledTimes(1)
    clock.advance(1)
    atOnce(cached.find('a', { id: 'a' }))
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('is ten seconds for a record that says it is not suspended', () => {
    const { ask, clock, find } = createMapStore([client('a', { suspended: false })])
    ask('a')
    clock.advance(9_999)
    ask('a')
    expect(find).toHaveBeenCalledTimes(1)
  })

  it('lets an id that was unknown, or not approved, in as soon as the second has passed', () => {
    const { ask, clock, table } = createMapStore([client('b', { approved: false })])
    ask('a')
    ask('b')
    table.set('a', client('a')).set('b', client('b'))
    clock.advance(1_000)
    expect(ask('a')).toBe(table.get('a'))
    expect(ask('b')).toBe(table.get('b'))
  })

  it('follows "ttlMs" and "negativeTtlMs"', () => {
    const { ask, clock, find } = createMapStore([client('a')], { ttlMs: 50, negativeTtlMs: 200 })
    ask('a')
    ask('nobody')
    clock.advance(50)
    ask('a')
    ask('nobody')
    expect(find.mock.calls.map(([id]) => id)).toEqual(['a', 'nobody', 'a'])
    clock.advance(150)
    ask('nobody')
    expect(find).toHaveBeenCalledTimes(4)
  })

  it('is counted from when the query began, not from when it was answered', async () => {
    const { ask, hit, clock, query, queries } = createPendingStore()
    const first = ask('a')
    clock.advance(4_000)
    query(0).resolve(client('a'))
    await first
    clock.advance(5_999)
    expect(hit('a')).toHaveProperty('id', 'a')
    clock.advance(1)
    void ask('a')
    expect(queries).toHaveLength(2)
  })

  it.each<[string, Found<HawkCredentials>, number]>([
    ['an approved record', client('a'), 100],
    ['an unknown id', null, 50],
  ])(
    'has passed already for %s that is answered too late: it is given, and not kept',
    async (_name, found, limitMs) => {
      const { ask, clock, query, queries } = createPendingStore({ ttlMs: 100, negativeTtlMs: 50 })
      const first = ask('a')
      clock.advance(limitMs)
      query(0).resolve(found)
      expect(await first).toBe(found)
      void ask('a')
      expect(queries).toHaveLength(2)
    },
  )

  it('makes a late answer push out nothing that is still good', async () => {
    const { ask, hit, clock, query } = createPendingStore({
      ttlMs: 100,
      negativeTtlMs: 100,
      maxEntries: 1,
      maxUnknownEntries: 1,
    })
    const late = [ask('late'), ask('late-unknown')]
    clock.advance(50)
    const inTime = [ask('a'), ask('nobody')]
    query(2).resolve(client('a'))
    query(3).resolve(null)
    await Promise.all(inTime)
    clock.advance(50)
    query(0).resolve(client('late'))
    query(1).resolve(null)
    await Promise.all(late)
    expect(hit('a')).toHaveProperty('id', 'a')
    expect(hit('nobody')).toBeNull()
  })

  it('bounds whom a query under way may serve: who asks after "ttlMs" is given a new one', async () => {
    const { ask, hit, clock, query, queries } = createPendingStore({ ttlMs: 100 })
    const early = ask('a')
    clock.advance(99)
    const inTime = ask('a')
    clock.advance(1)
    const late = ask('a')
    expect(queries).toHaveLength(2)
    const [old, young] = [client('a'), client('a')]
    query(1).resolve(young)
    expect(await late).toBe(young)
    query(0).resolve(old)
    expect(await early).toBe(old)
    expect(await inTime).toBe(old)
    expect(hit('a')).toBe(young)
  })
})

describe('the clocks', () => {
  function createTimedStore() {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 1_700_000_000_000 })
    const find = vi.fn((id: string) => client(id))
    const cached = createCachedCredentialStore(find)
    return { find, ask: () => atOnce(cached.find('a', { id: 'a' })) }
  }

  it('keep an answer for its time when none is given', () => {
    const { ask, find } = createTimedStore()
    ask()
    vi.advanceTimersByTime(9_999)
    ask()
    expect(find).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    ask()
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('let nothing live longer when the system clock is set back by just what has passed', () => {
    const { ask, find } = createTimedStore()
    ask()
    vi.advanceTimersByTime(10_000)
    vi.setSystemTime(1_700_000_000_001)
    ask()
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('let nothing outlive a suspended machine, whose steady clock stood still', () => {
    const { ask, find } = createTimedStore()
    ask()
    vi.setSystemTime(1_700_000_010_000)
    ask()
    expect(find).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['fell back', -1],
    ['reads NaN', Number.NaN],
  ])('make everything too old when a given one %s', (_name, stepMs) => {
    const { ask, clock, find } = createMapStore([client('a')])
    ask('a')
    clock.advance(stepMs)
    ask('a')
    expect(find).toHaveBeenCalledTimes(2)
  })
})

describe('what was found too old', () => {
  it('stays so, though the clock falls back to when it was not', () => {
    const { ask, clock, find } = createMapStore([client('a')])
    ask('a')
    clock.advance(10_000)
    find.mockImplementationOnce(() => {
      throw new Error('database down')
    })
    expect(() => ask('a')).toThrow('database down')
    clock.advance(-1)
    ask('a')
    expect(find).toHaveBeenCalledTimes(3)
  })
})
