import { vi } from 'vitest'
import { createCachedCredentialStore } from '../src/cached-credential-store.js'
import type { CachedCredentialStoreOptions } from '../src/cached-credential-store-options.js'
import type { Found, HawkCredentials, HawkHeader } from '../src/credentials.js'

/** A query that the test answers. */
export interface Query {
  id: string
  header: HawkHeader
  resolve: (found: Found<HawkCredentials>) => void
  reject: (error: unknown) => void
}

/** An approved record, changed as the test says. */
export function client(id: string, rest: Partial<HawkCredentials> = {}): HawkCredentials {
  return { id, key: 'k', approved: true, ...rest }
}

/** The answer itself; a promise of one fails the test. */
export function atOnce<T>(answer: T | Promise<T>): T {
  if (answer instanceof Promise) throw new Error('a promise, where an answer at once was due')
  return answer
}

/** The promise of an answer; an answer at once fails the test. */
export function later<T>(answer: T | Promise<T>): Promise<T> {
  if (!(answer instanceof Promise)) throw new Error('an answer at once, where a promise was due')
  return answer
}

/** A clock that moves when the test says so. */
export function createFakeClock(startMs = 1_000_000): { now: () => number; advance: (ms: number) => void } {
  let nowMs = startMs
  return {
    now: () => nowMs,
    advance(ms) {
      nowMs += ms
    },
  }
}

/** A store that answers each query when the test says so. */
export function createPendingStore(options: CachedCredentialStoreOptions = {}) {
  const queries: Query[] = []
  const clock = createFakeClock()
  const cached = createCachedCredentialStore(
    (id, ...rest: [HawkHeader]) =>
      new Promise<Found<HawkCredentials>>((resolve, reject) => {
        queries.push({ id, header: rest[0], resolve, reject })
      }),
    { clock: clock.now, ...options },
  )
  const query = (index: number): Query => {
    const found = queries[index]
    if (found === undefined) throw new Error(`there is no query ${index}`)
    return found
  }
  return {
    cached,
    clock,
    queries,
    query,
    ask: (id: string, header: Partial<HawkHeader> = {}) => later(cached.find(id, { ...header, id })),
    hit: (id: string) => atOnce(cached.find(id, { id })),
  }
}

/** A store that answers at once, from a map that the test changes. */
export function createMapStore(records: HawkCredentials[], options: CachedCredentialStoreOptions = {}) {
  const clock = createFakeClock()
  const table = new Map(records.map((record) => [record.id, record]))
  const find = vi.fn((id: string) => table.get(id))
  const cached = createCachedCredentialStore(find, { clock: clock.now, ...options })
  return { cached, clock, table, find, ask: (id: string) => atOnce(cached.find(id, { id })) }
}
