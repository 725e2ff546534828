import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCachedCredentialStore } from '../src/cached-credential-store.js'
import type { Found, HawkCredentials } from '../src/credentials.js'

const TTL_MS = 10
const NEGATIVE_TTL_MS = 4
const LOOKUP_TIMEOUT_MS = 7
const MAX_LOOKUPS = 3

/** Everything that ever happened to one query; the model looks at nothing else. */
interface Query {
  id: string
  startedAtMs: number
  answer?: { atMs: number; found: Found<HawkCredentials> | 'failed' }
  invalidated: boolean
  replaced: boolean
  resolve: (found: Found<HawkCredentials>) => void
  reject: (error: Error) => void
}

type Step =
  | { do: 'ask'; id: string }
  | { do: 'answer'; pick: number; as: 'approved' | 'unapproved' | 'unknown' | 'failed' }
  | { do: 'invalidate'; id: string }
  | { do: 'clear' }
  | { do: 'wait'; ms: number }

const ids = fc.constantFrom('a', 'a', 'a', 'b', '__proto__', 'd', 'e')
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('ask' as const), id: ids }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('answer' as const),
        pick: fc.nat(MAX_LOOKUPS),
        as: fc.constantFrom(
          'approved' as const,
          'approved' as const,
          'unapproved' as const,
          'unknown' as const,
          'failed' as const,
        ),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('invalidate' as const), id: ids }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 6 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Step>({ do: 'clear' }, { do: 'wait', ms: 1 }, { do: 'wait', ms: 2 }),
    },
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
)

/** The query whose answer a cache may give at `nowMs`, if there is one. */
function keptQuery(history: Query[], id: string, nowMs: number): Query | undefined {
  return history.findLast(({ id: asked, startedAtMs, answer, invalidated, replaced }) => {
    if (asked !== id || answer === undefined || answer.found === 'failed' || invalidated || replaced)
      return false
    if (answer.atMs - startedAtMs >= LOOKUP_TIMEOUT_MS) return false
    return nowMs - startedAtMs < (answer.found?.approved === true ? TTL_MS : NEGATIVE_TTL_MS)
  })
}

/** The query that who asks at `nowMs` may wait for, if there is one. */
function joinableQuery(history: Query[], id: string, nowMs: number): Query | undefined {
  const latest = history.findLast((query) => query.id === id && query.answer === undefined)
  if (latest === undefined || latest.invalidated || latest.replaced) return undefined
  return nowMs - latest.startedAtMs < Math.min(TTL_MS, LOOKUP_TIMEOUT_MS) ? latest : undefined
}

function heldSlots(history: Query[], nowMs: number): number {
  return history.filter(
    ({ answer, startedAtMs }) => answer === undefined && nowMs - startedAtMs < LOOKUP_TIMEOUT_MS,
  ).length
}

/** What one run of steps came across; the property is worth nothing if some of it never occurs. */
const occurred = {
  hit: 0,
  negativeHit: 0,
  joined: 0,
  full: 0,
  queried: 0,
  tooLate: 0,
  invalidatedUnderWay: 0,
}

async function run(script: Step[]): Promise<void> {
  let nowMs = 0
  const history: Query[] = []
  const waiting: { on: Query; answer: Promise<unknown> }[] = []
  const cached = createCachedCredentialStore(
    (id) =>
      new Promise<Found<HawkCredentials>>((resolve, reject) => {
        for (const older of history) if (older.id === id && older.answer === undefined) older.replaced = true
        history.push({ id, startedAtMs: nowMs, invalidated: false, replaced: false, resolve, reject })
      }),
    {
      ttlMs: TTL_MS,
      negativeTtlMs: NEGATIVE_TTL_MS,
      lookupTimeoutMs: LOOKUP_TIMEOUT_MS,
      maxLookups: MAX_LOOKUPS,
      clock: () => nowMs,
    },
  )

  function ask(id: string): void {
    const kept = keptQuery(history, id, nowMs)
    const joinable = joinableQuery(history, id, nowMs)
    const queriesBefore = history.length
    if (kept?.answer !== undefined) {
      expect(cached.find(id, { id })).toBe(kept.answer.found)
      expect(history).toHaveLength(queriesBefore)
      occurred[kept.answer.found == null ? 'negativeHit' : 'hit']++
      return
    }
    if (joinable === undefined && heldSlots(history, nowMs) >= MAX_LOOKUPS) {
      expect(() => cached.find(id, { id })).toThrow('maxLookups')
      expect(history).toHaveLength(queriesBefore)
      occurred.full++
      return
    }
    const answer = cached.find(id, { id })
    expect(answer).toBeInstanceOf(Promise)
    expect(history).toHaveLength(queriesBefore + (joinable === undefined ? 1 : 0))
    const on = joinable ?? history.at(-1)
    if (on === undefined) throw new Error('no query was made')
    occurred[joinable === undefined ? 'queried' : 'joined']++
    const settled = Promise.resolve(answer).catch((error: unknown) => error)
    waiting.push({ on, answer: settled })
  }

  async function answer(pick: number, as: 'approved' | 'unapproved' | 'unknown' | 'failed'): Promise<void> {
    const open = history.filter((query) => query.answer === undefined)
    const query = open[pick % open.length]
    if (query === undefined) return
    if (nowMs - query.startedAtMs >= LOOKUP_TIMEOUT_MS) occurred.tooLate++
    const failure = new Error('database down')
    const found = as === 'unknown' ? null : { id: query.id, key: 'k', approved: as === 'approved' }
    query.answer = { atMs: nowMs, found: as === 'failed' ? 'failed' : found }
    if (as === 'failed') query.reject(failure)
    else query.resolve(found)
    for (const { on, answer } of waiting) {
      if (on === query) expect(await answer).toBe(as === 'failed' ? failure : found)
    }
  }

  function invalidate(isMeant: (id: string) => boolean): void {
    for (const query of history.filter(({ id }) => isMeant(id))) {
      if (query.answer === undefined) occurred.invalidatedUnderWay++
      query.invalidated = true
    }
  }

  for (const step of script) {
    switch (step.do) {
      case 'ask':
        ask(step.id)
        break
      case 'answer':
        await answer(step.pick, step.as)
        break
      case 'invalidate':
        cached.invalidate(step.id)
        invalidate((id) => id === step.id)
        break
      case 'clear':
        cached.clear()
        invalidate(() => true)
        break
      case 'wait':
        nowMs += step.ms
        break
      default:
        step satisfies never
    }
  }
}

it('answers, waits, asks and refuses exactly as a model that remembers every query does', async () => {
  await fc.assert(fc.asyncProperty(steps, run), { numRuns: 1_000 })
  for (const [what, times] of Object.entries(occurred)) expect(times, what).toBeGreaterThan(20)
})
