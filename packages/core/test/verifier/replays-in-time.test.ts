import { describe, expect, it } from 'vitest'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { timed, stores } from '../support/timed-verifier.js'

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

  it.each([-60_000, -1000, 0, 1000, 60_000])(
    'refuses a replay at the last admissible millisecond, received %d ms off [M3]',
    (offMs) => {
      const { clock, ask } = timed(create(), 60, NOW_MS + offMs)
      const facts = signedFacts({ timestamp: NOW_S })
      expect(ask(facts)).toBe('accepted')
      clock.set(NOW_MS + 60_000)
      expect(ask(facts)).toBe('ERR_HAWK_REPLAYED')
      clock.set(NOW_MS + 60_001)
      expect(ask(facts)).toBe('ERR_HAWK_STALE_TIMESTAMP')
    },
  )

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
      for (const verifier of [first, second])
        expect([second_, verifier.ask(facts)]).not.toEqual([second_, 'accepted'])
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
