import { createMemoryNonceStore } from '@hawk-auth/core'
import type { NonceStore, RequestFacts, Verifier } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { createFakeClock, NOW_MS, NOW_S } from '../support/fake-clock.js'
import type { FakeClock } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { createForgetfulNonceStore, verifierOf } from '../support/stores.js'
import { atOnce, outcome } from '../support/verdicts.js'

interface Timed {
  clock: FakeClock
  ask: (facts?: RequestFacts) => string
}

function timed(nonces: NonceStore, skewSeconds = 60, startMs = NOW_MS): Timed {
  const clock = createFakeClock(startMs)
  const verifier: Verifier<Client> = verifierOf([client()], { nonces, skewSeconds, clock: clock.now })
  return { clock, ask: (facts = signedFacts({ timestamp: Math.floor(clock.now() / 1000) })) => outcome(atOnce(verifier.verify(facts))) }
}

/** Stores that remember as long as they must; the second one not a millisecond longer. */
const stores = [
  { name: 'the in-memory replay cache', create: () => createMemoryNonceStore() },
  { name: 'a store that forgets as soon as it may', create: createForgetfulNonceStore },
] as const

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

  it.each([NaN, Infinity, -Infinity, undefined, null, 'now', {}])('is never proven by a clock that tells %s', (now) => {
    const verifier = verifierOf([client()], { clock: () => now as unknown as number })
    const told = [NOW_S, 0].map((timestamp) => outcome(atOnce(verifier.verify(signedFacts({ timestamp })))))
    expect(told).not.toContain('accepted')
  })

  it.each([NaN, Infinity, undefined])('is 503 while the clock tells %s, and comes back with the time', (now) => {
    let nowMs: unknown = NOW_MS
    const verifier = verifierOf([client()], { clock: () => nowMs as number })
    const ask = (): string => outcome(atOnce(verifier.verify(signedFacts())))
    expect(ask()).toBe('accepted')
    nowMs = now
    expect(ask()).toBe('ERR_HAWK_CLOCK_BEHIND')
    nowMs = NOW_MS + 1
    expect(ask()).toBe('accepted')
  })

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

describe.each(stores)('$name', ({ create }) => {
  it('refuses a request stamped 60 s ahead at every second until it is stale [M3]', () => {
    const { clock, ask } = timed(create())
    const facts = signedFacts({ timestamp: NOW_S + 60 })
    expect(ask(facts)).toBe('accepted')
    for (let second = 0; second <= 120; second += 1) {
      clock.set(NOW_MS + second * 1000)
      expect([second, ask(facts)]).toEqual([second, 'ERR_HAWK_REPLAYED'])
      // Other requests come between, so that what may be forgotten is.
      expect(ask()).toBe('accepted')
    }
    clock.set(NOW_MS + 120_001)
    expect(ask(facts)).toBe('ERR_HAWK_STALE_TIMESTAMP')
  })

  it.each([-60_000, -1000, 0, 1000, 60_000])('refuses a replay at the last admissible millisecond, received %d ms off [M3]', (offMs) => {
    const { clock, ask } = timed(create(), 60, NOW_MS + offMs)
    const facts = signedFacts({ timestamp: NOW_S })
    expect(ask(facts)).toBe('accepted')
    clock.set(NOW_MS + 60_000)
    expect(ask(facts)).toBe('ERR_HAWK_REPLAYED')
    clock.set(NOW_MS + 60_001)
    expect(ask(facts)).toBe('ERR_HAWK_STALE_TIMESTAMP')
  })

  it('readmits nothing with a skew of 0 [S6]', () => {
    const { clock, ask } = timed(create(), 0)
    const facts = signedFacts({ timestamp: NOW_S })
    expect(ask(facts)).toBe('accepted')
    expect(ask(facts)).toBe('ERR_HAWK_REPLAYED')
    clock.advance(60_000)
    expect(ask()).toBe('accepted')
    clock.advance(-60_000)
    expect(ask(facts)).toBe('ERR_HAWK_REPLAYED')
  })

  it.each([
    [-1000, 'ERR_HAWK_REPLAYED'],
    [-59_999, 'ERR_HAWK_REPLAYED'],
    [-60_000, 'ERR_HAWK_REPLAYED'],
    [-60_001, 'ERR_HAWK_CLOCK_BEHIND'],
    [-61_000, 'ERR_HAWK_CLOCK_BEHIND'],
    [-3_600_000, 'ERR_HAWK_CLOCK_BEHIND'],
  ])('readmits nothing when the clock steps by %d ms: %s [M3]', (stepMs, expected) => {
    const { clock, ask } = timed(create())
    const facts = signedFacts({ timestamp: NOW_S })
    expect(ask(facts)).toBe('accepted')
    // Everything that may be forgotten is, at the latest moment that the verifier sees.
    const latestMs = NOW_MS + 60_000
    clock.set(latestMs)
    expect(ask()).toBe('accepted')
    clock.set(latestMs + stepMs)
    expect(ask(facts)).toBe(expected)
  })

  it('readmits nothing at any millisecond around the edge of what is kept, once the clock goes back [M3]', () => {
    for (const aheadMs of [59_000, 60_000, 60_001, 119_999, 120_000, 120_001, 121_000, 180_000]) {
      const { clock, ask } = timed(create())
      const facts = signedFacts({ timestamp: NOW_S })
      expect(ask(facts)).toBe('accepted')
      clock.set(NOW_MS + aheadMs)
      expect(ask()).toBe('accepted')
      for (const backMs of [0, 1, 1000, 59_999, 60_000, 60_001, 120_000, 180_000, 3_600_000]) {
        clock.set(NOW_MS + aheadMs - backMs)
        expect([aheadMs, backMs, ask(facts)]).not.toEqual([aheadMs, backMs, 'accepted'])
      }
    }
  })

  it('readmits nothing when the clock goes forward an hour and back [M3]', () => {
    const { clock, ask } = timed(create())
    const facts = signedFacts({ timestamp: NOW_S })
    expect(ask(facts)).toBe('accepted')
    clock.advance(3_600_000)
    expect(ask()).toBe('accepted')
    clock.advance(-3_600_000)
    expect(ask(facts)).toBe('ERR_HAWK_CLOCK_BEHIND')
    expect(ask()).toBe('ERR_HAWK_CLOCK_BEHIND')
    clock.advance(3_540_000)
    expect(ask(facts)).toBe('ERR_HAWK_STALE_TIMESTAMP')
    expect(ask()).toBe('accepted')
  })

  it.each([
    ['the first ahead', 60_000],
    ['the second ahead', -60_000],
  ])('serves two verifiers that are 60 s apart, %s, and readmits nothing [M3]', (_, apartMs) => {
    const shared = create()
    const first = timed(shared)
    const second = timed(shared, 60, NOW_MS - apartMs)
    // Stamped as far ahead as both accept it; replayed at every second until both call it stale.
    const facts = signedFacts({ timestamp: NOW_S + (apartMs > 0 ? 0 : 60) })
    expect(first.ask(facts)).toBe('accepted')
    for (let second_ = 0; second_ <= 181; second_ += 1) {
      for (const verifier of [first, second]) expect([second_, verifier.ask(facts)]).not.toEqual([second_, 'accepted'])
      first.clock.advance(1000)
      second.clock.advance(1000)
      first.ask()
      second.ask()
    }
    expect(first.ask(facts)).toBe('ERR_HAWK_STALE_TIMESTAMP')
    expect(second.ask(facts)).toBe('ERR_HAWK_STALE_TIMESTAMP')
  })

  it('admits honest requests at both of two verifiers that are 60 s apart [M3]', () => {
    const shared = create()
    const verifiers = [timed(shared, 60, NOW_MS), timed(shared, 60, NOW_MS + 60_000)]
    for (let second = 0; second < 200; second += 1) {
      for (const { clock, ask } of verifiers) {
        expect([second, ask()]).toEqual([second, 'accepted'])
        clock.advance(1000)
      }
    }
  })
})

describe('a full replay cache', () => {
  it('refuses and readmits nothing, and takes again what it can once something has expired [S5]', () => {
    const clock = createFakeClock()
    const clients = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => client({ id }))
    const nonces = createMemoryNonceStore({ maxEntries: 4 })
    const verifier = verifierOf(clients, { nonces, clock: clock.now })
    const requests = clients.map((credentials) => signedFacts({ credentials }))
    const ask = (): string[] => requests.map((facts) => outcome(atOnce(verifier.verify(facts))))
    const first = ask()
    const admitted = first.filter((answer) => answer === 'accepted').length
    expect(admitted).toBeGreaterThan(0)
    expect(admitted).toBeLessThanOrEqual(4)
    expect(first).toContain('ERR_HAWK_REPLAY_CACHE_FULL')
    for (let second = 0; second <= 60; second += 1) {
      clock.set(NOW_MS + second * 1000)
      const again = ask()
      for (const [index, answer] of again.entries()) {
        expect(answer).toBe(first[index] === 'accepted' ? 'ERR_HAWK_REPLAYED' : first[index])
      }
    }
    clock.set(NOW_MS + 120_001)
    const credentials = client({ id: 'f' })
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials, timestamp: NOW_S + 120 }))))).toBe('accepted')
  })

  it('stops the one credential that holds more than is free, with 429, and no other [S5]', () => {
    const clients = [client({ id: 'greedy' }), client({ id: 'modest' })]
    const verifier = verifierOf(clients, { nonces: createMemoryNonceStore({ maxEntries: 10 }) })
    const ask = (id: string): string => outcome(atOnce(verifier.verify(signedFacts({ credentials: client({ id }) }))))
    const greedy = Array.from({ length: 20 }, () => ask('greedy'))
    expect(greedy.filter((answer) => answer === 'accepted')).toHaveLength(5)
    expect(new Set(greedy.slice(5))).toEqual(new Set(['ERR_HAWK_REPLAY_SHARE_EXHAUSTED']))
    expect(ask('modest')).toBe('accepted')
  })
})

describe('a nonce', () => {
  const verifierNow = (): ((facts: RequestFacts) => string) => {
    const verifier = verifierOf([client(), client({ id: 'other' })])
    return (facts) => outcome(atOnce(verifier.verify(facts)))
  }

  it('is one use of id, ts and nonce: each of them alone makes another [M3]', () => {
    const ask = verifierNow()
    const once = { nonce: 'n', timestamp: NOW_S }
    expect(ask(signedFacts(once))).toBe('accepted')
    expect(ask(signedFacts({ ...once, timestamp: NOW_S + 1 }))).toBe('accepted')
    expect(ask(signedFacts({ ...once, nonce: 'N' }))).toBe('accepted')
    expect(ask(signedFacts({ ...once, credentials: client({ id: 'other' }) }))).toBe('accepted')
  })

  it('is used up for every target, method and body', () => {
    const ask = verifierNow()
    expect(ask(signedFacts({ nonce: 'n' }))).toBe('accepted')
    for (const sign of [{ url: 'https://example.com/other' }, { method: 'POST' }, { payload: 'x' }, { ext: 'e' }]) {
      expect(ask(signedFacts({ nonce: 'n', ...sign }))).toBe('ERR_HAWK_REPLAYED')
    }
  })

  it('is never confused by where one field ends and the next begins', () => {
    const ids = ['a', 'a1', 'a,1', 'a b']
    const verifier = verifierOf(ids.map((id) => client({ id })))
    const nonces = ['1', '11', '1 1', ',1', '1,1', `${NOW_S}`]
    const answers = ids.flatMap((id) =>
      nonces.map((nonce) => outcome(atOnce(verifier.verify(signedFacts({ credentials: client({ id }), nonce }))))),
    )
    expect(new Set(answers)).toEqual(new Set(['accepted']))
  })

  it('may be as long as a header lets it be, and is told from one that differs at its end', () => {
    const ask = verifierNow()
    const long = 'n'.repeat(3800)
    expect(ask(signedFacts({ nonce: `${long}1` }))).toBe('accepted')
    expect(ask(signedFacts({ nonce: `${long}2` }))).toBe('accepted')
    expect(ask(signedFacts({ nonce: `${long}1` }))).toBe('ERR_HAWK_REPLAYED')
  })

  it('passes once of 200 that come at once through a store that answers later', async () => {
    const memory = createMemoryNonceStore()
    const verifier = verifierOf([client()], { nonces: { claim: async (use) => memory.claim(use) } })
    const facts = signedFacts()
    const answers = await Promise.all(Array.from({ length: 200 }, async () => outcome(await verifier.verify(facts))))
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'ERR_HAWK_REPLAYED')).toHaveLength(199)
  })
})
