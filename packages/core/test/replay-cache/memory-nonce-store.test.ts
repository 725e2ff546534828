import { describe, expect, test } from 'vitest'
import type { Claim, NonceUse } from '../../src/nonce-store.js'
import { createMemoryNonceStore, type MemoryNonceStore } from '../../src/replay-cache/memory-nonce-store.js'
import { NOW_MS, NOW_SECONDS, useOf, usesOf } from './uses.js'

function tally(store: MemoryNonceStore, uses: readonly NonceUse[]): Partial<Record<Claim, number>> {
  const counts: Partial<Record<Claim, number>> = {}
  for (const use of uses) {
    const answer = store.claim(use)
    counts[answer] = (counts[answer] ?? 0) + 1
  }
  return counts
}

const SECOND_MS = 1000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

describe('a claim', () => {
  test('is admitted once', () => {
    const store = createMemoryNonceStore()
    expect([1, 2, 3].map(() => store.claim(useOf()))).toEqual(['admitted', 'replayed', 'replayed'])
  })

  test('is answered at once, by a method that may be taken off its store', () => {
    const { claim, scope } = createMemoryNonceStore()
    expect([claim(useOf()), claim(useOf()), scope]).toEqual(['admitted', 'replayed', 'process'])
  })

  test.each([
    [
      'an end of ts and a beginning of the nonce',
      { ts: '1795000001', nonce: '23' },
      { ts: '17950000012', nonce: '3' },
    ],
    ['an end of the id and a beginning of the nonce', { id: 'ab', nonce: 'c' }, { id: 'a', nonce: 'bc' }],
    ['the spelling of ts', {}, { ts: `0${NOW_SECONDS}` }],
    ['the id', { id: 'a' }, { id: 'b' }],
    ['a nonce and no nonce', { nonce: '' }, { nonce: '\0' }],
    ['the case of the id', { id: 'Ann' }, { id: 'ann' }],
    ['characters beyond ASCII', { nonce: '\u0161' }, { nonce: 'a\u0001' }],
    ['lone surrogates', { nonce: '\ud800' }, { nonce: '\ud801' }],
  ])('is told from another one that differs in %s', (_, first, second) => {
    const store = createMemoryNonceStore()
    const keepUntilMs = 1e15
    const uses = [useOf({ ...first, keepUntilMs }), useOf({ ...second, keepUntilMs })]
    expect(uses.map((use) => store.claim(use))).toEqual(['admitted', 'admitted'])
    expect(uses.map((use) => store.claim(use))).toEqual(['replayed', 'replayed'])
  })

  test('is remembered among 100 000 others of its second', () => {
    const store = createMemoryNonceStore()
    expect(tally(store, usesOf(100_000))).toEqual({ admitted: 100_000 })
    expect(tally(store, usesOf(100_000))).toEqual({ replayed: 100_000 })
    expect(tally(store, usesOf(1_000, { ts: String(NOW_SECONDS + 1) }))).toEqual({ admitted: 1_000 })
  })

  test('finds nothing of an earlier second, whose tables it uses again', () => {
    const store = createMemoryNonceStore()
    for (let round = 0; round < 8; round += 1) {
      const nowMs = NOW_MS + round * 3 * MINUTE_MS
      const uses = usesOf(10_000, { ts: String(nowMs / 1000), nowMs, keepUntilMs: nowMs + 2 * MINUTE_MS })
      expect(tally(store, uses)).toEqual({ admitted: 10_000 })
      expect(tally(store, uses)).toEqual({ replayed: 10_000 })
    }
  })
})

describe('expiry', () => {
  test('comes after the last millisecond that a nonce is kept for, not at it', () => {
    const store = createMemoryNonceStore({ maxEntries: 2 })
    const use = useOf()
    expect(store.claim(use)).toBe('admitted')
    expect(store.claim({ ...use, nowMs: use.keepUntilMs })).toBe('replayed')
    // Its place shows whether it is alive: of two, the first one takes the only share.
    const another = useOf({ nonce: 'another', ts: String(NOW_SECONDS + 100) })
    expect(store.claim({ ...another, nowMs: use.keepUntilMs })).toBe('share-exhausted')
    expect(store.claim({ ...another, nowMs: use.keepUntilMs + 1 })).toBe('admitted')
  })

  test('answers replayed for what may have been forgotten, and not a millisecond earlier', () => {
    const store = createMemoryNonceStore()
    expect(store.claim(useOf({ nonce: 'a', keepUntilMs: NOW_MS }))).toBe('admitted')
    expect(store.claim(useOf({ nonce: 'b', keepUntilMs: NOW_MS - 1 }))).toBe('replayed')
  })

  test.each([
    ['1 s', SECOND_MS],
    ['60 s', MINUTE_MS],
    ['61 s', 61_000],
    ['1 h', HOUR_MS],
  ])('readmits nothing when the clock falls back by %s, whenever it does', (_, backMs) => {
    const seconds = Array.from({ length: 300 }, (__, index) => NOW_SECONDS + index)
    const store = createMemoryNonceStore()
    const made: NonceUse[] = []
    for (const second of seconds) {
      const use = useOf({ ts: String(second), nowMs: second * SECOND_MS })
      expect(store.claim(use)).toBe('admitted')
      made.push(use)
      if (second % 50 !== 0) continue
      const replays = made.map((past) => ({ ...past, nowMs: second * SECOND_MS - backMs }))
      expect(tally(store, replays)).toEqual({ replayed: made.length })
    }
  })

  test('readmits nothing when the clock jumps an hour ahead and comes back', () => {
    const store = createMemoryNonceStore()
    const uses = usesOf(500)
    expect(tally(store, uses)).toEqual({ admitted: 500 })
    expect(store.claim(useOf({ ts: '1795003600', nowMs: NOW_MS + HOUR_MS }))).toBe('admitted')
    expect(tally(store, uses)).toEqual({ replayed: 500 })
    expect(store.claim(useOf({ nonce: 'never seen' }))).toBe('replayed')
  })

  test('holds a request that is stamped a minute ahead against its replays until it is forgotten', () => {
    const store = createMemoryNonceStore()
    const use = useOf({ ts: String(NOW_SECONDS + 60) })
    expect(store.claim(use)).toBe('admitted')
    for (let passed = 0; passed <= 200; passed += 1) {
      expect(store.claim({ ...use, nowMs: NOW_MS + passed * SECOND_MS })).toBe('replayed')
    }
  })

  test('waits for the verifier that keeps a second longest, whichever comes first', () => {
    for (const keptMs of [
      [2 * MINUTE_MS, 5 * MINUTE_MS],
      [5 * MINUTE_MS, 2 * MINUTE_MS],
    ]) {
      const store = createMemoryNonceStore()
      const uses = keptMs.map((kept, index) => useOf({ nonce: `n${index}`, keepUntilMs: NOW_MS + kept }))
      expect(tally(store, uses)).toEqual({ admitted: 2 })
      const replays = uses.map((use) => ({ ...use, nowMs: NOW_MS + 5 * MINUTE_MS, keepUntilMs: 2 * NOW_MS }))
      expect(tally(store, replays)).toEqual({ replayed: 2 })
    }
  })

  test('takes a second that is past for forgotten, even before its turn to be dropped has come', () => {
    const store = createMemoryNonceStore()
    const uses = Array.from({ length: 50 }, (_, index) => useOf({ ts: String(NOW_SECONDS + index) }))
    expect(tally(store, uses)).toEqual({ admitted: 50 })
    const nowMs = NOW_MS + 10 * MINUTE_MS
    // A verifier with a wider skew still accepts the last of these seconds.
    const again = useOf({ ts: String(NOW_SECONDS + 49), nowMs, keepUntilMs: NOW_MS + HOUR_MS })
    expect([1, 2].map(() => store.claim(again))).toEqual(['admitted', 'replayed'])
    // What is left of the old second must not take the new one with it when its turn comes.
    expect(tally(store, usesOf(100, { ts: String(nowMs / SECOND_MS), nowMs }))).toEqual({ admitted: 100 })
    expect(store.claim(again)).toBe('replayed')
  })

  test('finds what is past behind seconds that another verifier keeps longer', () => {
    const store = createMemoryNonceStore({ maxEntries: 11 })
    for (let index = 0; index < 5; index += 1) {
      const ts = String(NOW_SECONDS + index)
      const uses = [
        useOf({ id: `a${index}`, ts }),
        useOf({ id: `b${index}`, ts, keepUntilMs: NOW_MS + HOUR_MS }),
      ]
      expect(tally(store, uses)).toEqual({ admitted: 2 })
    }
    expect(store.claim(useOf({ id: 'c', ts: String(NOW_SECONDS + 5) }))).toBe('admitted')
    const late = useOf({ id: 'd', ts: String(NOW_SECONDS + 60), nowMs: NOW_MS + 130_000 })
    expect([late, { ...late, nonce: 'next' }].map((use) => store.claim(use))).toEqual(['admitted', 'full'])
  })

  test('frees everything at the first claim after an hour without any, however many seconds are past', () => {
    const store = createMemoryNonceStore({ maxEntries: 4_000 })
    const skewSeconds = 1_000
    for (let index = 0; index < 4_000; index += 1) {
      const ts = String(NOW_SECONDS - skewSeconds + (index % (2 * skewSeconds)))
      const use = useOf({
        id: `client-${index}`,
        ts,
        keepUntilMs: (Number(ts) + skewSeconds + 60) * SECOND_MS,
      })
      expect(store.claim(use)).toBe('admitted')
    }
    const [first, ...others] = usesOf(2_000, {
      id: 'late',
      ts: String(NOW_SECONDS + 3_600),
      nowMs: NOW_MS + HOUR_MS,
    })
    expect(store.claim(useOf({ id: 'too late', ts: String(NOW_SECONDS + 2) }))).toBe('full')
    expect(first && store.claim(first)).toBe('admitted')
    expect(tally(store, others)).toEqual({ admitted: 1_999 })
    expect(store.claim(useOf({ id: 'late', ts: String(NOW_SECONDS + 3_600) }))).toBe('share-exhausted')
  })
})

describe('a cache in which nothing is free', () => {
  function fullStore(): { store: MemoryNonceStore; uses: NonceUse[] } {
    const store = createMemoryNonceStore({ maxEntries: 1_000 })
    const uses = usesOf(1_000).map((use, index) => ({ ...use, id: `client-${index}` }))
    expect(tally(store, uses)).toEqual({ admitted: 1_000 })
    return { store, uses }
  }

  test('says that it is full, and readmits nothing', () => {
    const { store, uses } = fullStore()
    expect(tally(store, usesOf(5_000, { id: 'late' }))).toEqual({ full: 5_000 })
    expect(tally(store, uses)).toEqual({ replayed: 1_000 })
  })

  test('records nothing of a claim that found no room', () => {
    const { store } = fullStore()
    const nowMs = NOW_MS + 2 * MINUTE_MS + 1
    const late = useOf({ id: 'late', ts: String(NOW_SECONDS + 60) })
    expect(store.claim(late)).toBe('full')
    expect([1, 2].map(() => store.claim({ ...late, nowMs }))).toEqual(['admitted', 'replayed'])
  })

  test('admits as many as have expired', () => {
    const store = createMemoryNonceStore({ maxEntries: 3 })
    const uses = ['a', 'b', 'c'].map((id, index) => useOf({ id, ts: String(NOW_SECONDS + index) }))
    expect(tally(store, uses)).toEqual({ admitted: 3 })
    const nowMs = NOW_MS + 2 * MINUTE_MS + SECOND_MS
    const late = ['d', 'e'].map((id) => useOf({ id, ts: String(NOW_SECONDS + 60), nowMs }))
    expect(late.map((use) => store.claim(use))).toEqual(['admitted', 'full'])
  })
})

describe('the share of a credential', () => {
  test.each([1, 2, 3, 9])('is the same for %i greedy ones, and as much stays free', (greedy) => {
    const maxEntries = 1_000
    const store = createMemoryNonceStore({ maxEntries })
    const admitted = new Map<string, number>()
    for (let index = 0; index < maxEntries * 2; index += 1) {
      const id = `greedy-${index % greedy}`
      const answer = store.claim(useOf({ id, nonce: `n${index}` }))
      if (answer === 'admitted') admitted.set(id, (admitted.get(id) ?? 0) + 1)
      else expect(answer).toBe('share-exhausted')
    }
    const share = maxEntries / (greedy + 1)
    for (const count of admitted.values()) expect(Math.abs(count - share)).toBeLessThanOrEqual(1)
    expect(admitted.size).toBe(greedy)
    expect(store.claim(useOf({ id: 'modest' }))).toBe('admitted')
  })

  test('comes back as its nonces expire, and a refused claim has cost nothing', () => {
    const store = createMemoryNonceStore({ maxEntries: 10 })
    expect(tally(store, usesOf(9))).toEqual({ admitted: 5, 'share-exhausted': 4 })
    const later = { ts: String(NOW_SECONDS + 60), nowMs: NOW_MS + 2 * MINUTE_MS + 1 }
    expect(tally(store, usesOf(9, later))).toEqual({ admitted: 5, 'share-exhausted': 4 })
  })

  test('is not held down by what another credential left behind', () => {
    const store = createMemoryNonceStore({ maxEntries: 100_000 })
    expect(tally(store, usesOf(50_000))).toEqual({ admitted: 50_000 })
    const later = { ts: String(NOW_SECONDS + 100), nowMs: NOW_MS + 2 * MINUTE_MS + 1 }
    expect(tally(store, usesOf(50_000, { ...later, id: 'bob' }))).toEqual({ admitted: 50_000 })
    expect(tally(store, usesOf(10, later))).toEqual({ admitted: 10 })
  })

  test('replays are told as such, even to a credential that has used its share up', () => {
    const store = createMemoryNonceStore({ maxEntries: 2 })
    expect(['a', 'b', 'a'].map((nonce) => store.claim(useOf({ nonce })))).toEqual([
      'admitted',
      'share-exhausted',
      'replayed',
    ])
  })
})
