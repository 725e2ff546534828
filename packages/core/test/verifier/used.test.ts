import { createBewit, createVerifier, signMessage } from '@hawk-auth/core'
import type { CredentialStore } from '@hawk-auth/core'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts, withBadMac } from '../support/requests.js'
import { accepted, atOnce, outcome } from '../support/verdicts.js'

function storeWith(used: (id: string, atMs: number) => void, record: Client = client()) {
  const store: CredentialStore<Client> = { find: () => record, used }
  return createVerifier({ credentials: store, clock: () => NOW_MS })
}

describe('a store that wants to know of uses', () => {
  it('is told the id and the moment after a request was accepted, and off its path', async () => {
    const used = vi.fn()
    accepted(atOnce(storeWith(used).verify(signedFacts())))
    expect(used).not.toHaveBeenCalled()
    await turn()
    expect(used).toHaveBeenCalledExactlyOnceWith('ci-bot', NOW_MS)
  })

  it('is told of bewits and messages too', async () => {
    const used = vi.fn()
    const verifier = storeWith(used)
    const place = { host: 'example.com', port: 443 }
    const bewit = createBewit({
      url: 'https://example.com/a',
      credentials: client(),
      ttlSeconds: 60,
      clock: () => NOW_MS,
    })
    const target = `/a?bewit=${bewit}`
    accepted(atOnce(verifier.verifyBewit({ ...place, method: 'GET', target, authorization: undefined })))
    const authorization = signMessage({ ...place, message: 'm', credentials: client(), timestamp: NOW_S })
    accepted(atOnce(verifier.verifyMessage({ ...place, message: 'm', authorization })))
    await turn()
    expect(used.mock.calls).toEqual([
      ['ci-bot', NOW_MS],
      ['ci-bot', NOW_MS],
    ])
  })

  it.each([
    ['a bad MAC', withBadMac(signedFacts()), client()],
    ['a stale request', signedFacts({ timestamp: 1 }), client()],
    ['unapproved credentials', signedFacts(), client({ approved: false })],
    ['another body', signedFacts({ payload: 'x' }, { payload: 'y' }), client()],
  ])('is not told of a request that was refused: %s', async (_, facts, record) => {
    const used = vi.fn()
    expect(atOnce(storeWith(used, record).verify(facts)).ok).toBe(false)
    await turn()
    expect(used).not.toHaveBeenCalled()
  })

  it('is not told of a replay', async () => {
    const used = vi.fn()
    const verifier = storeWith(used)
    const facts = signedFacts()
    const outcomes = [verifier.verify(facts), verifier.verify(facts)].map((verdict) =>
      outcome(atOnce(verdict)),
    )
    expect(outcomes).toEqual(['accepted', 'ERR_HAWK_REPLAYED'])
    await turn()
    expect(used).toHaveBeenCalledOnce()
  })

  it('is called as a method', async () => {
    class Store implements CredentialStore<Client> {
      readonly uses: string[] = []
      find(): Client {
        return client()
      }
      used(id: string): void {
        this.uses.push(id)
      }
    }
    const store = new Store()
    accepted(atOnce(createVerifier({ credentials: store, clock: () => NOW_MS }).verify(signedFacts())))
    await turn()
    expect(store.uses).toEqual(['ci-bot'])
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('disk full')
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full'))],
    ['never answers', () => new Promise(() => undefined)],
    ['answers with a broken thenable', () => ({ then: 'no function' })],
  ])('does no harm where it %s', async (_, used) => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    process.on('uncaughtExceptionMonitor', unhandled)
    expect(outcome(atOnce(storeWith(used).verify(signedFacts())))).toBe('accepted')
    await turn()
    await turn()
    process.off('unhandledRejection', unhandled)
    process.off('uncaughtExceptionMonitor', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })
})
