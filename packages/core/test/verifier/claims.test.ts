import { createVerifier } from '@hawk-auth/core'
import type { RequestFacts } from '@hawk-auth/core'
import { describe, expect, it, vi } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts, withBadMac } from '../support/requests.js'
import { createForgetfulNonceStore } from '../support/stores.js'
import { accepted, atOnce, outcome } from '../support/verdicts.js'

describe('a claim', () => {
  const claimed = (facts: RequestFacts, record: Client = client()): number => {
    const nonces = createForgetfulNonceStore()
    const verifier = createVerifier({ credentials: () => record, nonces, clock: () => NOW_MS })
    atOnce(verifier.verify(facts))
    return nonces.claims.length
  }

  it.each<[string, RequestFacts, Client]>([
    ['a bad MAC', withBadMac(signedFacts()), client()],
    ['a stale request', signedFacts({ timestamp: NOW_S - 61 }), client()],
    ['unapproved credentials', signedFacts(), client({ approved: false })],
    ['suspended credentials', signedFacts(), client({ suspended: true })],
    ['expired credentials', signedFacts(), client({ expiresAtMs: NOW_MS })],
    ['a malformed header', signedFacts({}, { authorization: 'Hawk id=1' }), client()],
  ])('is never made for %s', (_, facts, record) => {
    expect(claimed(facts, record)).toBe(0)
  })

  it('is made before the body is looked at, and uses the nonce up whatever the body is [M1]', () => {
    const verifier = createVerifier({ credentials: () => client(), clock: () => NOW_MS })
    const facts = signedFacts({ method: 'POST', payload: 'body' })
    expect(outcome(atOnce(verifier.verify({ ...facts, payload: 'forged' })))).toBe(
      'ERR_HAWK_BAD_PAYLOAD_HASH',
    )
    expect(outcome(atOnce(verifier.verify(facts)))).toBe('ERR_HAWK_REPLAYED')
  })

  it('is made without a body at hand, and not again when the body comes [M1]', () => {
    const nonces = createForgetfulNonceStore()
    const verifier = createVerifier({ credentials: () => client(), nonces, clock: () => NOW_MS })
    const facts = signedFacts({ method: 'POST', payload: 'body' }, { payload: undefined })
    const check = accepted(atOnce(verifier.verify(facts))).payloadCheck(undefined)
    expect(nonces.claims).toHaveLength(1)
    check.update('body')
    expect(check.finish()).toBeNull()
    expect(nonces.claims).toHaveLength(1)
  })

  it('that was refused for approval leaves the nonce for later', () => {
    const record = client({ approved: false })
    const verifier = createVerifier({ credentials: () => record, clock: () => NOW_MS })
    const facts = signedFacts()
    expect(outcome(atOnce(verifier.verify(facts)))).toBe('ERR_HAWK_NOT_APPROVED')
    record.approved = true
    expect(outcome(atOnce(verifier.verify(facts)))).toBe('accepted')
  })

  it('carries the id of the record, ts and nonce as sent, and how long to remember them', () => {
    const claim = vi.fn(() => 'admitted' as const)
    const nowMs = NOW_MS + 5
    const verifier = createVerifier({
      credentials: () => client(),
      nonces: { claim },
      skewSeconds: 30,
      clock: () => nowMs,
    })
    atOnce(verifier.verify(signedFacts({ timestamp: NOW_S + 30, nonce: 'n' })))
    expect(claim).toHaveBeenCalledExactlyOnceWith({
      id: 'ci-bot',
      ts: String(NOW_S + 30),
      nonce: 'n',
      keepUntilMs: (NOW_S + 30 + 30 + 60) * 1000,
      nowMs,
    })
  })
})
