import type { Clock } from './clock.js'
import { systemClock } from './clock.js'
import type { CredentialStore, FindCredentials, HawkAlgorithm, HawkCredentials } from './credentials.js'
import { isHawkAlgorithm } from './digest.js'
import type { NonceStore } from './nonce-store.js'
import { checkKeys, checkWholeNumber, mistake } from './options.js'
import { createMemoryNonceStore } from './replay-cache/memory-nonce-store.js'
import { warnOnce } from './warn-once.js'

/** The algorithms that a verifier takes unless told otherwise. */
export const DEFAULT_ALGORITHMS: readonly HawkAlgorithm[] = ['sha256', 'sha384', 'sha512']

/** What a verifier is made of. */
export interface VerifierOptions<C extends HawkCredentials> {
  /** Where credentials come from: a store, or a function `(id, header) => record`. */
  credentials: CredentialStore<C> | FindCredentials<C>
  /** The replay cache; default an in-memory one of its own, which protects this process alone. */
  nonces?: NonceStore | undefined
  /** How far a client's clock may be off, in whole seconds, 0–3600; default 60. 0 means 0. */
  skewSeconds?: number | undefined
  /** The algorithms that records may name; default sha256, sha384 and sha512. Listing sha1 warns once. */
  algorithms?: readonly HawkAlgorithm[] | undefined
  /** How long a store may take to answer, in milliseconds, 1–600000; default 5000. Then the request is refused (503). */
  storeTimeoutMs?: number | undefined
  /** Milliseconds since the epoch; default the system's clock. */
  clock?: Clock | undefined
}

/** The names of the options, for those who take a verifier's options inline. */
export const VERIFIER_OPTIONS = [
  'credentials',
  'nonces',
  'skewSeconds',
  'algorithms',
  'storeTimeoutMs',
  'clock',
] as const satisfies readonly (keyof VerifierOptions<HawkCredentials>)[]

/** Options with every default filled in. */
export interface VerifierSettings<C extends HawkCredentials> {
  credentials: CredentialStore<C>
  nonces: NonceStore
  skewSeconds: number
  algorithms: readonly HawkAlgorithm[]
  storeTimeoutMs: number
  clock: Clock
}

const WHERE = 'createVerifier'

/**
 * Checks a verifier's options, all of them, and fills in the defaults.
 *
 * @throws TypeError that names the option
 */
export function checkVerifierOptions<C extends HawkCredentials>(
  options: VerifierOptions<C>,
): VerifierSettings<C> {
  checkKeys(WHERE, options, VERIFIER_OPTIONS)
  const {
    skewSeconds = 60,
    storeTimeoutMs = 5000,
    clock = systemClock,
    algorithms = DEFAULT_ALGORITHMS,
  } = options
  const credentials = checkCredentialStore(options.credentials)
  checkWholeNumber(WHERE, 'skewSeconds', skewSeconds, { min: 0, max: 3600 })
  checkWholeNumber(WHERE, 'storeTimeoutMs', storeTimeoutMs, { min: 1, max: 600_000 })
  if (typeof clock !== 'function')
    throw mistake(WHERE, 'clock', 'a function that gives milliseconds since the epoch', clock)
  return {
    credentials,
    skewSeconds,
    algorithms: checkAlgorithms(algorithms),
    storeTimeoutMs,
    clock,
    nonces: options.nonces === undefined ? createMemoryNonceStore() : checkNonceStore(options.nonces),
  }
}

function checkCredentialStore<C extends HawkCredentials>(
  store: CredentialStore<C> | FindCredentials<C>,
): CredentialStore<C> {
  if (typeof store === 'function') return { find: store }
  const given: Partial<CredentialStore<C>> | null | undefined = store
  // An array has a "find" too.
  if (typeof given?.find !== 'function' || Array.isArray(store)) {
    const expected = 'a function such as (id) => map.get(id) ?? null, or an object with such a "find"'
    throw mistake(WHERE, 'credentials', expected, store)
  }
  if (given.used === undefined || typeof given.used === 'function') return store
  throw mistake(WHERE, 'credentials.used', 'a function (id, atMs), or absent', given.used)
}

function checkNonceStore(store: NonceStore): NonceStore {
  const given: Partial<NonceStore> | null = store
  if (typeof given?.claim !== 'function')
    throw mistake(WHERE, 'nonces', 'an object with a function "claim"', store)
  if (given.scope === undefined || given.scope === 'process') return store
  throw mistake(WHERE, 'nonces.scope', '"process" or absent', given.scope)
}

function checkAlgorithms(algorithms: readonly HawkAlgorithm[]): readonly HawkAlgorithm[] {
  if (!Array.isArray(algorithms) || algorithms.length === 0 || !algorithms.every(isHawkAlgorithm)) {
    throw mistake(WHERE, 'algorithms', 'a list of sha256, sha384, sha512 or sha1', algorithms)
  }
  if (algorithms.includes('sha1')) {
    warnOnce(
      'HAWK_SHA1',
      'The verifier accepts sha1: the MAC still holds, but bodies can be swapped, because SHA-1 collisions can be made. Move these clients to sha256.',
    )
  }
  return [...algorithms]
}
