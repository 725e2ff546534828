import type { NonceUse } from '../nonce-store.js'
import { describe } from '../options.js'

const LONGEST_TS = 15
/** As far from 1970 as a date can be. */
const FURTHEST_MS = 8.64e15

/**
 * Refuses a use that no verifier hands in, before anything is changed by it: a broken clock must neither admit a
 * request nor move the time that the cache expires by.
 *
 * @param where - the function that was called, for the message
 * @returns the second that `ts` names
 * @throws TypeError that names the field
 */
export function checkNonceUse(where: string, use: NonceUse): number {
  if (typeof use.id !== 'string') throw wrong(where, 'id', 'text', describe(use.id))
  if (typeof use.nonce !== 'string') throw wrong(where, 'nonce', 'text', describe(use.nonce))
  if (!isTime(use.nowMs)) throw wrong(where, 'nowMs', 'milliseconds since the epoch', describe(use.nowMs))
  if (!isTime(use.keepUntilMs)) {
    throw wrong(where, 'keepUntilMs', 'milliseconds since the epoch', describe(use.keepUntilMs))
  }
  const second = secondOf(use.ts)
  if (Number.isNaN(second)) throw wrong(where, 'ts', 'text of 1 to 15 decimal digits', describe(use.ts))
  return second
}

function wrong(where: string, field: string, wanted: string, got: string): TypeError {
  return new TypeError(`${where}: "${field}" must be ${wanted}, got ${got}`)
}

/** NaN fails every comparison. */
function isTime(value: number): boolean {
  return typeof value === 'number' && value >= -FURTHEST_MS && value <= FURTHEST_MS
}

/** The number that decimal digits spell, or NaN. */
function secondOf(ts: string): number {
  if (typeof ts !== 'string' || ts.length === 0 || ts.length > LONGEST_TS) return NaN
  let second = 0
  for (let index = 0; index < ts.length; index += 1) {
    const digit = ts.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return NaN
    second = second * 10 + digit
  }
  return second
}
