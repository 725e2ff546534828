import { createMemoryNonceStore } from '@hawk-auth/core'
import type { RequestFacts } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { NOW_S } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, outcome } from '../support/verdicts.js'

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
    for (const sign of [
      { url: 'https://example.com/other' },
      { method: 'POST' },
      { payload: 'x' },
      { ext: 'e' },
    ]) {
      expect(ask(signedFacts({ nonce: 'n', ...sign }))).toBe('ERR_HAWK_REPLAYED')
    }
  })

  it('is never confused by where one field ends and the next begins', () => {
    const ids = ['a', 'a1', 'a,1', 'a b']
    const verifier = verifierOf(ids.map((id) => client({ id })))
    const nonces = ['1', '11', '1 1', ',1', '1,1', `${NOW_S}`]
    const answers = ids.flatMap((id) =>
      nonces.map((nonce) =>
        outcome(atOnce(verifier.verify(signedFacts({ credentials: client({ id }), nonce })))),
      ),
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
    const answers = await Promise.all(
      Array.from({ length: 200 }, async () => outcome(await verifier.verify(facts))),
    )
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'ERR_HAWK_REPLAYED')).toHaveLength(199)
  })
})
