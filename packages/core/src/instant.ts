import { stopwatch, systemClock } from './clock.js'
import type { Clock } from './clock.js'

/** One moment, read on two clocks. */
export interface Instant {
  readonly wallMs: number
  readonly steadyMs: number
}

/**
 * Makes a reader of instants.
 *
 * A wall clock that is set back makes what is old look young; a steady clock stands still while a machine or a
 * process image is suspended. Read together, each covers for the other.
 *
 * @param clock - stands in for both; default the system's wall clock beside its steady one
 */
export function createInstantReader(clock?: Clock): () => Instant {
  const wall = clock ?? systemClock
  const steady = clock ?? stopwatch
  return () => ({ wallMs: wall(), steadyMs: steady() })
}

/**
 * Tells whether less than `limitMs` has passed since `since`, by both clocks. A clock that fell back, or that reads
 * NaN, says no.
 */
export function isWithin(since: Instant, now: Instant, limitMs: number): boolean {
  return (
    isAgeWithin(now.wallMs - since.wallMs, limitMs) && isAgeWithin(now.steadyMs - since.steadyMs, limitMs)
  )
}

function isAgeWithin(ageMs: number, limitMs: number): boolean {
  return ageMs >= 0 && ageMs < limitMs
}
