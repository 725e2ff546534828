import { createMemoryNonceStore } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { createFakeClock, NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, outcome } from '../support/verdicts.js'

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
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials, timestamp: NOW_S + 120 }))))).toBe(
      'accepted',
    )
  })

  it('stops the one credential that holds more than is free, with 429, and no other [S5]', () => {
    const clients = [client({ id: 'greedy' }), client({ id: 'modest' })]
    const verifier = verifierOf(clients, { nonces: createMemoryNonceStore({ maxEntries: 10 }) })
    const ask = (id: string): string =>
      outcome(atOnce(verifier.verify(signedFacts({ credentials: client({ id }) }))))
    const greedy = Array.from({ length: 20 }, () => ask('greedy'))
    expect(greedy.filter((answer) => answer === 'accepted')).toHaveLength(5)
    expect(new Set(greedy.slice(5))).toEqual(new Set(['ERR_HAWK_REPLAY_SHARE_EXHAUSTED']))
    expect(ask('modest')).toBe('accepted')
  })
})
