import type { HawkAlgorithm, HawkCredentials, HawkKey } from './credentials.js'
import { isHawkAlgorithm } from './digest.js'

/**
 * Says what makes a record unusable: the name of its first field that breaks the contract, with what it must be.
 * `undefined` where the record can be used. A broken record is a server fault and never admits.
 */
export function brokenField(
  record: HawkCredentials,
  algorithms: ReadonlySet<HawkAlgorithm>,
): string | undefined {
  const { key, approved, expiresAtMs } = record
  const algorithm = algorithmOf(record)
  if (!isUsableKey(key)) return '"key" must be text or bytes, not empty'
  if (!isHawkAlgorithm(algorithm) || !algorithms.has(algorithm)) {
    return `"algorithm" must be one that the verifier lists (${[...algorithms].join(', ')})`
  }
  if (typeof approved !== 'boolean') return '"approved" must be true or false'
  if (!isAbsent(expiresAtMs) && !Number.isFinite(expiresAtMs)) {
    return '"expiresAtMs" must be a finite number of milliseconds since the epoch'
  }
  return undefined
}

/** Says what makes a record's previous key unusable; absent ones are not. */
export function brokenPreviousKey(previousKey: HawkCredentials['previousKey']): string | undefined {
  if (previousKey === null || previousKey === undefined) return undefined
  if (!isUsableKey(previousKey.key)) return '"previousKey.key" must be text or bytes, not empty'
  if (Number.isFinite(previousKey.notAfterMs)) return undefined
  return '"previousKey.notAfterMs" must be a finite number of milliseconds since the epoch'
}

/** The algorithm of a record. */
export function algorithmOf({ algorithm = 'sha256' }: Pick<HawkCredentials, 'algorithm'>): HawkAlgorithm {
  return algorithm
}

/** Says whether a value can be a key: text or bytes, not empty. */
export function isUsableKey(key: unknown): key is HawkKey {
  return (typeof key === 'string' || key instanceof Uint8Array) && key.length > 0
}

/** Databases say `null` where a record has nothing. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined
}
