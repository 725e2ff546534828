import { createVerifier } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client, clientLike } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { atOnce, outcome } from '../support/verdicts.js'
import { outcomeWith } from '../support/outcome-with.js'

describe('approval', () => {
  it('is exactly true', () => {
    expect(outcomeWith(client({ approved: true }))).toBe('accepted')
    expect(outcomeWith(client({ approved: false }))).toBe('ERR_HAWK_NOT_APPROVED')
  })

  it.each([0, 1, null, '', 'false', 'no', NaN, {}, []])(
    'is undone by suspended %j, as databases write it [M9]',
    (suspended) => {
      expect(outcomeWith(clientLike({ suspended }))).toBe('ERR_HAWK_SUSPENDED')
    },
  )

  it('is left by suspended false and undefined', () => {
    expect(outcomeWith(clientLike({ suspended: false }))).toBe('accepted')
    expect(outcomeWith(clientLike({ suspended: undefined }))).toBe('accepted')
  })

  it('is told to nobody without the key: another MAC is a bad MAC [N1]', () => {
    const facts = signedFacts({ credentials: client({ key: 'another-key' }) })
    for (const record of [
      client({ approved: false }),
      client({ suspended: true }),
      client({ expiresAtMs: 1e12 }),
    ]) {
      const verifier = createVerifier({ credentials: () => record, clock: () => NOW_MS })
      expect(outcome(atOnce(verifier.verify(facts)))).toBe('ERR_HAWK_BAD_MAC')
    }
  })

  it('is told to nobody with an old capture: it is stale [N1]', () => {
    const facts = signedFacts({ timestamp: NOW_S - 61 })
    const verifier = createVerifier({ credentials: () => client({ approved: false }), clock: () => NOW_MS })
    expect(outcome(atOnce(verifier.verify(facts)))).toBe('ERR_HAWK_STALE_TIMESTAMP')
  })
})

describe('an end', () => {
  it.each([
    [NOW_MS + 1, 'accepted'],
    [NOW_MS, 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    [NOW_MS - 1, 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    [0, 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    [-1, 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    [NOW_MS + 0.5, 'accepted'],
    [Number.MAX_VALUE, 'accepted'],
  ])('at %d is exclusive: %s', (expiresAtMs, expected) => {
    expect(outcomeWith(client({ expiresAtMs }))).toBe(expected)
  })

  it('that was given in seconds has long passed, and admits nobody [M9]', () => {
    expect(outcomeWith(client({ expiresAtMs: NOW_S + 3600 }))).toBe('ERR_HAWK_EXPIRED_CREDENTIALS')
  })

  it.each([null, undefined])('that is %s is none', (expiresAtMs) => {
    expect(outcomeWith(client({ expiresAtMs }))).toBe('accepted')
  })
})
