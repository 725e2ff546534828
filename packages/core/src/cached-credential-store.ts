import { LRUCache } from 'lru-cache'
import { WHERE, checkCacheOptions } from './cached-credential-store-options.js'
import type { CachedCredentialStoreOptions } from './cached-credential-store-options.js'
import type { CredentialStore, FindCredentials, Found, HawkCredentials, HawkHeader } from './credentials.js'
import { createInstantReader, isWithin } from './instant.js'
import type { Instant } from './instant.js'
import { createLookupsUnderWay } from './lookups-under-way.js'
import type { Lookup } from './lookups-under-way.js'
import { describe } from './options.js'
import { isPromiseLike } from './promises.js'

/** A credential store that remembers what the one behind it answered. */
export interface CachedCredentialStore<C extends HawkCredentials> extends CredentialStore<C> {
  /**
   * Forgets an id, in this process alone: what is kept of it, and the answer of a query that is under way. Who
   * waited for that query before is still given its answer; who asks from now on is not. Call it after the change
   * is committed. Other processes learn of the change when their `ttlMs` has passed.
   *
   * @throws TypeError when the id is not text
   */
  invalidate(id: string): void
  /** The same for every id. */
  clear(): void
}

/** What the store behind answered, and when it was asked. */
interface Kept<C extends HawkCredentials> {
  readonly id: string
  readonly found: Found<C>
  readonly startedAt: Instant
}

/**
 * Puts a cache in front of your credential store, so that a client's next request needs no query.
 *
 * - What is kept is answered synchronously, and is the very object that the store returned.
 * - No answer comes from a query that began `ttlMs` or longer before the question: a revoked credential is refused
 *   after at most that long, whatever the system's clock does and whether the store is up or down. A hit never
 *   extends it.
 * - Those who ask for one id at the same time share one query. A failed query reaches all of them and is not kept.
 * - Your store's `find` is given the id, and a header that holds the id alone: nothing else in a header is
 *   authenticated yet, and what one sender wrote would decide the answer for all. A store that reads the header says
 *   by `cacheKey` what it reads, and then is given all of it.
 * - `used` is passed on, when the store has it.
 *
 * Source of the rules: DESIGN, "The two contracts".
 *
 * @param store - a {@link CredentialStore}, or a function that looks credentials up
 * @param options - {@link CachedCredentialStoreOptions}
 * @throws TypeError at once, for a store or an option that cannot be used, and for a store whose `find` declares the
 * header without `cacheKey`. Later, `find` throws an `Error` when `maxLookups` queries are under way, a TypeError when
 * `cacheKey` returns no text, and whatever the store throws; a verifier answers each with
 * `ERR_HAWK_STORE_UNAVAILABLE`, 503
 * @example
 * const credentials = createCachedCredentialStore((id) => database.findClient(id), { ttlMs: 5_000 })
 * // after a change was committed: credentials.invalidate('my-client-id')
 */
export function createCachedCredentialStore<C extends HawkCredentials>(
  store: CredentialStore<C> | FindCredentials<C>,
  options: CachedCredentialStoreOptions = {},
): CachedCredentialStore<C> {
  const {
    ttlMs,
    negativeTtlMs,
    maxEntries,
    maxUnknownEntries,
    maxLookups,
    lookupTimeoutMs,
    cacheKey,
    clock,
  } = checkCacheOptions(store, options)
  // Only the bound is lru-cache's. Its own ttl reads 0, NaN and a start of 0 as "never expires", and a clock that was
  // set back as youth.
  const approved = new LRUCache<string, Kept<C>>({ max: maxEntries })
  const others = new LRUCache<string, Kept<C>>({ max: maxUnknownEntries })
  const lookups = createLookupsUnderWay<Found<C>>({
    maxLookups,
    joinMs: Math.min(ttlMs, lookupTimeoutMs),
    lookupTimeoutMs,
  })
  const readInstant = createInstantReader(clock)
  const ask: FindCredentials<C> = typeof store === 'function' ? store : (id, header) => store.find(id, header)

  function findByKey(id: string, key: string, header?: HawkHeader): Found<C> | Promise<Found<C>> {
    const now = readInstant()
    const kept = stillGood(approved, key, now, ttlMs) ?? stillGood(others, key, now, negativeTtlMs)
    if (kept !== undefined) return kept.found
    return lookups.join(key, now) ?? query(startLookup(id, key, now), header ?? { id })
  }

  function startLookup(id: string, key: string, now: Instant): Lookup<Found<C>> {
    const lookup = lookups.start(id, key, now)
    if (lookup === null) throw new Error(`${WHERE}: all ${maxLookups} lookups ("maxLookups") are under way`)
    return lookup
  }

  function query(lookup: Lookup<Found<C>>, header: HawkHeader): Found<C> | Promise<Found<C>> {
    try {
      const answer = ask(lookup.id, header)
      if (!isPromiseLike(answer)) return settle(lookup, answer)
      lookup.answer = Promise.resolve(answer).then(
        (found) => settle(lookup, found),
        (error: unknown) => fail(lookup, error),
      )
      return lookup.answer
    } catch (error) {
      return fail(lookup, error)
    }
  }

  function settle(lookup: Lookup<Found<C>>, found: Found<C>): Found<C> {
    const now = readInstant()
    if (lookups.end(lookup, now)) keep(lookup, found, now)
    return found
  }

  function fail(lookup: Lookup<Found<C>>, error: unknown): never {
    lookups.end(lookup, readInstant())
    throw error
  }

  function keep({ id, key, startedAt }: Lookup<Found<C>>, found: Found<C>, now: Instant): void {
    if (!isAdmissible(found, id)) {
      if (isWithin(startedAt, now, negativeTtlMs)) others.set(key, { id, found, startedAt })
    } else if (isWithin(startedAt, now, ttlMs)) {
      // The record's id is the same text, but no slice that holds a whole header in memory.
      approved.set(cacheKey === undefined ? found.id : key, { id: found.id, found, startedAt })
    }
  }

  function forget(cache: LRUCache<string, Kept<C>>, id: string): void {
    const keys =
      cacheKey === undefined
        ? [id]
        : [...cache.entries()].filter(([, kept]) => kept.id === id).map(([key]) => key)
    for (const key of keys) cache.delete(key)
  }

  return {
    find:
      cacheKey === undefined
        ? (id) => findByKey(id, id)
        : (id, header) => findByKey(id, joinedKey(id, cacheKey(header)), header),
    ...(typeof store !== 'function' && typeof store.used === 'function'
      ? { used: (id: string, atMs: number) => store.used?.(id, atMs) }
      : {}),
    invalidate(id) {
      if (typeof id !== 'string') {
        throw new TypeError(`${WHERE}: invalidate takes the id, got ${describe(id)}`)
      }
      lookups.discard(id)
      forget(approved, id)
      forget(others, id)
    },
    clear() {
      lookups.discardAll()
      approved.clear()
      others.clear()
    },
  }
}

function stillGood<C extends HawkCredentials>(
  cache: LRUCache<string, Kept<C>>,
  key: string,
  now: Instant,
  ttlMs: number,
): Kept<C> | undefined {
  const kept = cache.get(key)
  if (kept === undefined || isWithin(kept.startedAt, now, ttlMs)) return kept
  cache.delete(key)
  return undefined
}

/** Whether a verifier may admit this record now. Everything else is kept for the short time only. */
function isAdmissible<C extends HawkCredentials>(found: Found<C>, id: string): found is C {
  if (found == null || found.id !== id || found.approved !== true) return false
  return found.suspended === undefined || found.suspended === false
}

/** One text for both, which no other pair has: the length tells where the id ends. */
function joinedKey(id: string, part: unknown): string {
  if (typeof part !== 'string') {
    throw new TypeError(`${WHERE}: "cacheKey" must return text, got ${describe(part)}`)
  }
  return `${id.length}:${id}${part}`
}
