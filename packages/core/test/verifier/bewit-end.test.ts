import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, outcome } from '../support/verdicts.js'
import { bewitOf, mint, factsOf, ask } from '../support/bewits.js'

describe('the end of a bewit [M16]', () => {
  it.each([
    [NOW_S + 1, 'accepted'],
    [NOW_S, 'ERR_HAWK_BEWIT_EXPIRED'],
    [NOW_S - 1, 'ERR_HAWK_BEWIT_EXPIRED'],
    [0, 'ERR_HAWK_BEWIT_EXPIRED'],
    [NOW_S + 3600, 'accepted'],
    [NOW_S + 3601, 'ERR_HAWK_BEWIT_REFUSED'],
    [999_999_999_999_999, 'ERR_HAWK_BEWIT_REFUSED'],
  ])('at %d is %s', (exp, expected) => {
    expect(ask(factsOf(mint({ exp: String(exp) })))).toBe(expected)
  })

  it.each([
    [1, 1, 'accepted'],
    [1, 2, 'ERR_HAWK_BEWIT_REFUSED'],
    [86_400, 86_400, 'accepted'],
    [86_400, 86_401, 'ERR_HAWK_BEWIT_REFUSED'],
  ])('may be no later than maxTtlSeconds %d allows: %d is %s', (maxTtlSeconds, ttlSeconds, expected) => {
    expect(ask(factsOf(bewitOf({ ttlSeconds })), client(), { maxTtlSeconds })).toBe(expected)
  })

  it.each([
    'never',
    'Infinity',
    'NaN',
    '123junk',
    '1e99',
    '0xffffffff',
    '-1',
    '+1',
    '1.5',
    ' 1',
    '1000000000000000',
    '',
  ])('that is %j is malformed, whatever its MAC', (exp) => {
    expect(ask(factsOf(mint({ exp })))).toBe('ERR_HAWK_MALFORMED')
  })

  it('may have leading zeros, which are signed as sent', () => {
    expect(ask(factsOf(mint({ exp: `000${NOW_S + 1}` })))).toBe('accepted')
  })

  it('is not proven by a clock that tells no time or fell behind', () => {
    let nowMs = NOW_MS
    const verifier = verifierOf([client()], { clock: () => nowMs })
    const facts = factsOf(bewitOf())
    expect(outcome(atOnce(verifier.verifyBewit(facts)))).toBe('accepted')
    for (const now of [NaN, NOW_MS - 60_001]) {
      nowMs = now
      expect(outcome(atOnce(verifier.verifyBewit(facts)))).toBe('ERR_HAWK_CLOCK_BEHIND')
    }
  })
})
