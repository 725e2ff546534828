import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Claim, NonceUse } from '../../src/nonce-store.js'
import { ReplayCache } from '../../src/replay-cache/replay-cache.js'
import { ExactModel } from './exact-model.js'
import { numbersFrom, seed } from './seed.js'

interface World {
  maxEntries: number
  /** How many ids there are; the first one asks as often as all others together. */
  ids: number
  skews: readonly number[]
  /** Of how many nonces one is picked: few mean many replays. */
  nonces: number
  claims: number
  /** How far time moves between two claims, at most. */
  stepMs: number
}

const START_MS = 1_795_000_000_000

/** Random claims in moving time: it stands still, creeps, jumps ahead, and falls back. */
function* claimsIn(world: World, start: number): Generator<NonceUse> {
  const next = numbersFrom(start)
  const past: NonceUse[] = []
  let nowMs = START_MS
  for (let count = 0; count < world.claims; count += 1) {
    const move = next(4_000)
    if (move < 2_000) nowMs += next(world.stepMs)
    else if (move === 3_998) nowMs += [59_999, 60_000, 120_001, 3_600_000][next(4)] ?? 0
    else if (move === 3_999) nowMs -= [1_000, 60_000, 61_000, 3_600_000][next(4)] ?? 0
    const repeated = past[next(past.length * 4)]
    const use = repeated === undefined ? freshUse(world, next, nowMs) : { ...repeated, nowMs }
    past[next(500)] ??= use
    past[next(500)] = use
    yield use
  }
}

function freshUse(world: World, next: (below: number) => number, nowMs: number): NonceUse {
  const skew = world.skews[next(world.skews.length)] ?? 60
  const second = Math.floor(nowMs / 1000) + next(2 * skew + 1) - skew
  const id = next(2) === 0 ? 'greedy' : `client-${next(world.ids)}`
  return {
    id,
    ts: next(10) === 0 ? `0${second}` : String(second),
    nonce: `n${next(world.nonces)}`,
    // One verifier in a hundred counts by another rule, to the millisecond.
    keepUntilMs: (second + skew + 60) * 1000 - (next(100) === 0 ? next(5_000) : 0),
    nowMs,
  }
}

/** Holds a cache to the model, and answers how often each outcome came. */
function outcomesOf(world: World, start: number): Record<Claim, number> {
  const cache = new ReplayCache(world.maxEntries, randomBytes(8))
  const model = new ExactModel(world.maxEntries)
  const outcomes = { admitted: 0, replayed: 0, full: 0, 'share-exhausted': 0 }
  let count = 0
  for (const use of claimsIn(world, start)) {
    const [answer, wanted] = [cache.claim(use), model.claim(use)]
    count += 1
    if (answer !== wanted) {
      expect.fail(`claim ${count}, ${JSON.stringify(use)}: ${answer} instead of ${wanted} (seed ${start})`)
    }
    outcomes[answer] += 1
  }
  return outcomes
}

describe('the replay cache beside an exact model', () => {
  test('answers the same in any small world', () => {
    const worlds = fc.record({
      maxEntries: fc.integer({ min: 2, max: 24 }),
      ids: fc.integer({ min: 1, max: 30 }),
      skews: fc.array(fc.constantFrom(0, 1, 5, 60, 300), { minLength: 1, maxLength: 3 }),
      nonces: fc.constantFrom(2, 20, 1e9),
      claims: fc.constant(400),
      stepMs: fc.constantFrom(1, 500, 5_000, 60_000),
    })
    const starts = fc.integer({ min: 0, max: 2 ** 31 })
    fc.assert(
      fc.property(worlds, starts, (world, start) => {
        outcomesOf(world, start)
      }),
      { seed, numRuns: 300 },
    )
  })

  test('answers the same over 200 000 claims, with every outcome often among them', () => {
    const world = { maxEntries: 40, ids: 80, skews: [60], nonces: 1e9, claims: 200_000, stepMs: 3_000 }
    const outcomes = outcomesOf(world, seed)
    expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(200)
  })

  test('answers the same in a larger world, where tables grow', () => {
    const world = { maxEntries: 4_000, ids: 30, skews: [1], nonces: 1e9, claims: 8_000, stepMs: 20 }
    const outcomes = outcomesOf(world, seed)
    expect(outcomes.admitted).toBeGreaterThan(200)
  })
})
