import { createMemoryNonceStore } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { createFakeClock, NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { createForgetfulNonceStore, verifierOf } from '../support/stores.js'
import { atOnce, outcome } from '../support/verdicts.js'
import { timed } from '../support/timed-verifier.js'

describe('freshness', () => {
  it.each([
    [60, -60_000, 'accepted'],
    [60, -60_001, 'ERR_HAWK_STALE_TIMESTAMP'],
    [60, 60_000, 'accepted'],
    [60, 60_001, 'ERR_HAWK_STALE_TIMESTAMP'],
    [1, -1000, 'accepted'],
    [1, 1001, 'ERR_HAWK_STALE_TIMESTAMP'],
    [3600, 3_600_000, 'accepted'],
    [3600, -3_600_001, 'ERR_HAWK_STALE_TIMESTAMP'],
    [0, 0, 'accepted'],
    [0, 1, 'ERR_HAWK_STALE_TIMESTAMP'],
    [0, -1, 'ERR_HAWK_STALE_TIMESTAMP'],
  ])('with a skew of %d s and the clock %d ms off is %s', (skewSeconds, offMs, expected) => {
    const { ask } = timed(createForgetfulNonceStore(), skewSeconds, NOW_MS + offMs)
    expect(ask(signedFacts({ timestamp: NOW_S }))).toBe(expected)
  })

  it.each([0, 1, 999_999_999_999_999])('refuses a timestamp of %d', (timestamp) => {
    expect(timed(createMemoryNonceStore()).ask(signedFacts({ timestamp }))).toBe('ERR_HAWK_STALE_TIMESTAMP')
  })

  it.each([NaN, Infinity, -Infinity, undefined, null, 'now', {}])(
    'is never proven by a clock that tells %s',
    (now) => {
      const verifier = verifierOf([client()], { clock: () => now as number })
      const told = [NOW_S, 0].map((timestamp) => outcome(atOnce(verifier.verify(signedFacts({ timestamp })))))
      expect(told).not.toContain('accepted')
    },
  )

  it.each([NaN, Infinity, undefined])(
    'is 503 while the clock tells %s, and comes back with the time',
    (now) => {
      let nowMs: unknown = NOW_MS
      const verifier = verifierOf([client()], { clock: () => nowMs as number })
      const ask = (): string => outcome(atOnce(verifier.verify(signedFacts())))
      expect(ask()).toBe('accepted')
      nowMs = now
      expect(ask()).toBe('ERR_HAWK_CLOCK_BEHIND')
      nowMs = NOW_MS + 1
      expect(ask()).toBe('accepted')
    },
  )

  it('is judged by the clock behind the lookup, however long that took', async () => {
    const clock = createFakeClock()
    const verifier = verifierOf([], {
      clock: clock.now,
      credentials: async () => {
        clock.advance(60_001)
        return client()
      },
    })
    expect(outcome(await verifier.verify(signedFacts()))).toBe('ERR_HAWK_STALE_TIMESTAMP')
  })
})
