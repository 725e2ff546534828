import { randomBytes } from 'node:crypto'
import type { Claim, NonceStore, NonceUse } from '../nonce-store.js'
import { checkKeys, checkWholeNumber } from '../options.js'
import { ReplayCache } from './replay-cache.js'

const WHERE = 'createMemoryNonceStore'
const DEFAULT_MAX_ENTRIES = 1_000_000
const BOUNDS = { min: 2, max: 2 ** 26 }
const KEY_BYTES = 8

/** Options of {@link createMemoryNonceStore}. */
export interface MemoryNonceStoreOptions {
  /**
   * How many live nonces are remembered at most: a whole number from 2 to 67 108 864 (2^26), by default 1 000 000.
   *
   * **Memory.** 25 bytes for each live nonce (from 16 to 33, by how full its tables are), 40 for each credential
   * that holds any, and at least 800 for each second that has any: about 25 MB at the default, nearly all of it
   * outside the heap. It is taken as nonces come, not beforehand.
   *
   * **Requests per second.** A nonce lives until `ts` + skew + 60 s: with a skew of 60 s for 120 s as a rule,
   * and for 60 to 180 s when the client's clock is off. One million is therefore good for 8 300 requests a
   * second of many clients. A credential may hold only as many nonces as stay free, so that a client which is
   * alone gets half: 4 100 requests a second. With a skew of `s` seconds, multiply the requests a second that
   * you expect by `s` + 60, and by two when most of them are one client's.
   */
  maxEntries?: number | undefined
}

/** A replay cache within one process. It answers at once. */
export interface MemoryNonceStore extends NonceStore {
  /**
   * Claims one nonce.
   *
   * @throws TypeError when a field is not of its type, `ts` is not 1–15 decimal digits, or a time is no finite
   * number of milliseconds; the cache stays as it was, and a verifier refuses the request (503)
   */
  readonly claim: (use: NonceUse) => Claim
  /** Another process, or another worker of a cluster, would admit the same request again. */
  readonly scope: 'process'
}

/**
 * Makes a replay cache in memory, which admits each nonce once. It is what a verifier uses by default.
 *
 * - It never forgets a live nonce to make room: it answers `full` when nothing is free, and `share-exhausted` to
 *   a credential that holds as many live nonces as are free. Neither claim is recorded.
 * - It protects one process for its life: **a restart forgets**, and a request that is still fresh would pass
 *   once more. Use a shared store where that matters, and where more than one process serves.
 * - It forgets by the highest `nowMs` it was ever given, and answers `replayed` to any claim whose `keepUntilMs`
 *   lies before that. A clock that falls back, or runs ahead and comes back, readmits nothing.
 * - Verifiers that share a cache and serve the same credentials need the same skew: a wider one would still
 *   accept what a narrower one let the cache forget.
 *
 * A claim takes the same few hundred nanoseconds with a thousand live nonces as with millions, and never walks
 * the cache. Source of the rules: DESIGN, "The two contracts".
 *
 * @throws TypeError when an option is unknown or out of bounds
 *
 * @example
 * ```ts
 * const nonces = createMemoryNonceStore({ maxEntries: 200_000 })
 * ```
 */
export function createMemoryNonceStore(options: MemoryNonceStoreOptions = {}): MemoryNonceStore {
  checkKeys(WHERE, options, ['maxEntries'])
  const { maxEntries = DEFAULT_MAX_ENTRIES } = options
  checkWholeNumber(WHERE, 'maxEntries', maxEntries, BOUNDS)
  const cache = new ReplayCache(maxEntries, randomBytes(KEY_BYTES))
  return { scope: 'process', claim: (use) => cache.claim(use) }
}
