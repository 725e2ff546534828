import type { Clock } from '../clock.js'
import { timestampString } from '../protocol/index.js'
import type { PreparedKey } from '../prepared-key.js'
import { Refused } from '../verdict.js'

/**
 * How far clocks may disagree and still never readmit a nonce: verifiers that share a store among each other, and one
 * verifier's clock with itself when it is set back. Nonces are kept this much longer than they are fresh.
 */
export const CLOCK_MARGIN_MS = 60_000

/**
 * Reads the clock and remembers the highest time it ever told. A clock that falls further behind than the margin, or
 * tells no time at all, admits nothing: nonces may have been forgotten meanwhile.
 */
export class WatchedClock {
  readonly #clock: Clock
  #highestMs = -Infinity

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Milliseconds since the epoch. */
  nowMs(): number {
    const nowMs = this.#clock()
    if (nowMs > this.#highestMs && nowMs < Infinity) this.#highestMs = nowMs
    return nowMs
  }

  /** The refusal of everything while the clock is behind; `undefined` while it is not. */
  refusalWhenBehind(nowMs: number): Refused | undefined {
    if (nowMs >= this.#highestMs - CLOCK_MARGIN_MS && nowMs < Infinity) return undefined
    return new Refused(
      'ERR_HAWK_CLOCK_BEHIND',
      `the clock is more than ${CLOCK_MARGIN_MS} ms behind what it told before`,
    )
  }
}

/**
 * Step 5: |now − ts| ≤ skew, inclusive, in milliseconds. Only the holder of a key gets this far, so its challenge may
 * tell the server's time, signed with the key that matched.
 */
export function checkFreshness(
  tsMs: number,
  nowMs: number,
  skewMs: number,
  key: PreparedKey,
): Refused | undefined {
  const agedMs = nowMs - tsMs
  if (Math.abs(agedMs) <= skewMs) return undefined
  const serverTs = String(Math.floor(nowMs / 1000))
  return new Refused('ERR_HAWK_STALE_TIMESTAMP', `stale by ${Math.round(agedMs / 1000)} s`, {
    challenge: { ts: serverTs, tsm: key.mac(timestampString(serverTs)) },
  })
}
