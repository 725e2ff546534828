/** Where the tests' clocks stand: 2026-11-23T00:00:00Z. */
export const NOW_MS = 1_795_392_000_000

/** The same moment in seconds, as a header has it. */
export const NOW_S = NOW_MS / 1000

/** A clock that goes when it is told to. */
export interface FakeClock {
  now: () => number
  /** Negative goes back. */
  advance(ms: number): void
  set(ms: number): void
}

export function createFakeClock(startMs = NOW_MS): FakeClock {
  let nowMs = startMs
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms
    },
    set: (ms) => {
      nowMs = ms
    },
  }
}
