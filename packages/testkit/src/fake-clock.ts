/** A clock that goes when it is told to, and tells milliseconds since the epoch. */
export interface FakeClock {
  (): number
  /** Goes on by some milliseconds; a negative number goes back. */
  advance(ms: number): void
  /** Goes to a moment, in milliseconds since the epoch. */
  set(nowMs: number): void
}

/** Where a fake clock stands unless told otherwise: 2026-11-23T00:00:00Z. */
const DEFAULT_START_MS = 1_795_392_000_000

/**
 * Makes a clock for tests, to be given to a verifier and to a signer as their `clock`: nothing needs to wait for time
 * to pass.
 *
 * @param startMs - where it stands, in milliseconds since the epoch; default 2026-11-23T00:00:00Z
 * @throws TypeError where a moment or a step is no finite number
 * @example
 * const clock = createFakeClock()
 * const verifier = createVerifier({ credentials, clock })
 * clock.advance(61_000)
 */
export function createFakeClock(startMs: number = DEFAULT_START_MS): FakeClock {
  let nowMs = checkMs('startMs', startMs)
  return Object.assign(() => nowMs, {
    advance: (ms: number) => {
      nowMs += checkMs('advance', ms)
    },
    set: (ms: number) => {
      nowMs = checkMs('set', ms)
    },
  })
}

function checkMs(name: string, ms: number): number {
  if (Number.isFinite(ms)) return ms
  throw new TypeError(`createFakeClock: "${name}" takes a finite number of milliseconds, got ${String(ms)}`)
}
