import { createHash, createHmac, getFips, hash } from 'node:crypto'
import type { HawkAlgorithm } from './credentials.js'

/** What HMAC needs to know of an algorithm: the sizes of its block and of its digest, in bytes. */
export const DIGESTS: Readonly<Record<HawkAlgorithm, { blockBytes: number; digestBytes: number }>> = {
  sha1: { blockBytes: 64, digestBytes: 20 },
  sha256: { blockBytes: 64, digestBytes: 32 },
  sha384: { blockBytes: 128, digestBytes: 48 },
  sha512: { blockBytes: 128, digestBytes: 64 },
}

/** Says whether `value` names an algorithm that Hawk can be used with here. */
export function isHawkAlgorithm(value: unknown): value is HawkAlgorithm {
  return typeof value === 'string' && Object.hasOwn(DIGESTS, value)
}

/**
 * One hash in one call: a third of the cost of a Hash object, but only from Node 20.12 on, and not in FIPS mode,
 * where HMAC must be done by the validated module in one piece.
 */
export const oneShotHash: typeof hash | undefined = chooseOneShotHash()

function chooseOneShotHash(): typeof hash | undefined {
  if (typeof hash !== 'function' || getFips() !== 0) return undefined
  const expected = createHash('sha256').update('hawk').digest('base64')
  return hash('sha256', 'hawk', 'base64') === expected ? hash : undefined
}

/** HMAC of text (as UTF-8), in base64, by Node's own HMAC: the fallback, and what the quick way is held against. */
export function plainHmac(algorithm: HawkAlgorithm, key: Uint8Array, text: string): string {
  return createHmac(algorithm, key).update(text).digest('base64')
}
