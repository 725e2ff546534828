import type { Clock } from './clock.js'
import type { HawkHeader } from './credentials.js'
import { checkKeys, checkOptionalFunction, checkWholeNumber, describe } from './options.js'
import type { Bounds } from './options.js'

/** The name that messages begin with. */
export const WHERE = 'createCachedCredentialStore'

/** What a store behind a cache may take, keep and how long. */
export interface CachedCredentialStoreOptions {
  /** How long an approved record is kept, in ms from the start of its query: 1 to 3 600 000, default 10 000. */
  ttlMs?: number | undefined
  /** The same for an unknown id and for an unapproved or suspended record: 1 to 3 600 000, default 1 000. */
  negativeTtlMs?: number | undefined
  /**
   * The most approved records kept: 1 to 1 000 000, default 10 000. About 30 bytes are taken for each at creation,
   * used or not.
   */
  maxEntries?: number | undefined
  /**
   * The most unknown ids, and unapproved or suspended records, kept: 1 to 1 000 000, default 1 000. They have room of
   * their own, so that a flood of them cannot push an approved record out. An id of a request is at most 4 kB.
   */
  maxUnknownEntries?: number | undefined
  /**
   * The most queries under way at once: 1 to 10 000, default 64. Beyond it `find` throws, which a verifier answers
   * with 503, so that a flood of random ids cannot take every connection to your database.
   */
  maxLookups?: number | undefined
  /**
   * After this long a query that was not answered gives its slot up, nobody else is made to wait for it, and its
   * answer is not kept: 1 to 3 600 000 ms, default 5 000. So a database that hung is asked again. It ends no query,
   * nor the wait of those who wait already: give your driver a timeout of its own.
   */
  lookupTimeoutMs?: number | undefined
  /**
   * For a store that reads the header: everything that its answer depends on beside the id, as text. Have it take
   * few values: a sender chooses the header before anything is authenticated, and each value is an entry. With it
   * `invalidate` looks through everything that is kept.
   */
  cacheKey?: ((header: HawkHeader) => string) | undefined
  /**
   * Milliseconds, for tests; stands in for both clocks that are read otherwise (the system's, and one that is never
   * set back). A clock that falls back makes everything kept before too old.
   */
  clock?: Clock | undefined
}

/** The options with their defaults filled in. */
export type CacheSettings = typeof DEFAULTS & Pick<CachedCredentialStoreOptions, 'cacheKey' | 'clock'>

const DEFAULTS = {
  ttlMs: 10_000,
  negativeTtlMs: 1_000,
  maxEntries: 10_000,
  maxUnknownEntries: 1_000,
  maxLookups: 64,
  lookupTimeoutMs: 5_000,
}

const BOUNDS: [name: keyof typeof DEFAULTS, bounds: Bounds][] = [
  ['ttlMs', { min: 1, max: 3_600_000 }],
  ['negativeTtlMs', { min: 1, max: 3_600_000 }],
  ['maxEntries', { min: 1, max: 1_000_000 }],
  ['maxUnknownEntries', { min: 1, max: 1_000_000 }],
  ['maxLookups', { min: 1, max: 10_000 }],
  ['lookupTimeoutMs', { min: 1, max: 3_600_000 }],
]

/**
 * Checks a store and options once, at creation, and fills the defaults in.
 *
 * @throws TypeError that names what cannot be used
 */
export function checkCacheOptions(store: unknown, options: CachedCredentialStoreOptions): CacheSettings {
  checkKeys(WHERE, options, [...Object.keys(DEFAULTS), 'cacheKey', 'clock'])
  const { cacheKey, clock } = options
  checkOptionalFunction(WHERE, 'cacheKey', cacheKey)
  checkOptionalFunction(WHERE, 'clock', clock)
  const settings: CacheSettings = { ...DEFAULTS, cacheKey, clock }
  for (const [name, bounds] of BOUNDS) {
    const value = options[name]
    if (value === undefined) continue
    checkWholeNumber(WHERE, name, value, bounds)
    settings[name] = value
  }
  const find = findOf(store)
  if (find.length >= 2 && cacheKey === undefined) {
    throw new TypeError(
      `${WHERE}: "cacheKey" is required, because this store's find declares the header. Nothing in a header is ` +
        'authenticated when it is looked up: without a key of what find reads in it, the first request, by anyone, ' +
        'would decide the answer for everyone. If find reads the id alone, declare no second parameter',
    )
  }
  return settings
}

function findOf(store: unknown): { length: number } {
  if (typeof store === 'function') return store
  if (typeof store === 'object' && store !== null && 'find' in store && typeof store.find === 'function') {
    return store.find
  }
  throw new TypeError(`${WHERE}: the store must be a function or an object with find, got ${describe(store)}`)
}
