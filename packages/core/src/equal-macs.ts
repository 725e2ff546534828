import { timingSafeEqual } from 'node:crypto'
import { allocLatin1Buffer } from './latin1.js'

/** Longer than the base64 of any digest that Hawk uses (SHA-512: 88 characters). */
const LONGEST = 96

const left = Array.from({ length: LONGEST }, (_, length) => allocLatin1Buffer(length))
const right = Array.from({ length: LONGEST }, (_, length) => allocLatin1Buffer(length))

/**
 * Compares two MACs or hashes as base64 text, in constant time for texts of one length; the length is no secret.
 * Text is compared, not bytes, so that no second spelling of a MAC is accepted.
 *
 * @param given - ASCII alone, which every grammar here makes sure of: the low bytes of other text could pass
 */
export function equalMacs(given: string, expected: string): boolean {
  const length = expected.length
  const a = left[length]
  const b = right[length]
  if (given.length !== length || a === undefined || b === undefined) return false
  a.latin1Write(given, 0)
  b.latin1Write(expected, 0)
  return timingSafeEqual(a, b)
}
