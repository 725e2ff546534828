import { createVerifier } from '@hawk-auth/core'
import type { Claim, CredentialStore, NonceStore } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { outcome, refused } from '../support/verdicts.js'
import { withFind, withClaim } from '../support/verifiers-over.js'

describe('a claim that comes to none of its outcomes', () => {
  const answers = [
    true,
    false,
    undefined,
    null,
    1,
    0,
    'ok',
    'OK',
    '',
    'Admitted',
    'admitted ',
    {},
    ['admitted'],
    NaN,
  ]

  it.each(answers)('%j is a broken store, and not admitted', async (answer) => {
    for (const claim of [() => answer, () => Promise.resolve(answer)]) {
      const verdict = refused(await withClaim(claim as NonceStore['claim']).verify(signedFacts()))
      expect(verdict.error.code).toBe('ERR_HAWK_BROKEN_STORE')
      expect(verdict.error.status).toBe(500)
    }
  })

  it.each<[Claim, string]>([
    ['admitted', 'accepted'],
    ['replayed', 'ERR_HAWK_REPLAYED'],
    ['full', 'ERR_HAWK_REPLAY_CACHE_FULL'],
    ['share-exhausted', 'ERR_HAWK_REPLAY_SHARE_EXHAUSTED'],
  ])('"%s" is %s, at once and later', async (claim, expected) => {
    expect(outcome(await withClaim(() => claim).verify(signedFacts()))).toBe(expected)
    expect(outcome(await withClaim(() => Promise.resolve(claim)).verify(signedFacts()))).toBe(expected)
  })
})

describe('a lookup that answers no record', () => {
  it.each([true, false, 0, 1, NaN, '', 'ci-bot', Symbol('x'), () => client()])(
    '%s is a server fault',
    async (answer) => {
      for (const find of [() => answer, () => Promise.resolve(answer)]) {
        const verifier = createVerifier({
          credentials: find as unknown as CredentialStore<Client>['find'],
          clock: () => NOW_MS,
        })
        expect(outcome(await verifier.verify(signedFacts()))).toBe('ERR_HAWK_INVALID_CREDENTIALS')
      }
    },
  )

  it.each([[[client()]], [new Map([['ci-bot', client()]])], [{}], [{ rows: [client()] }]])(
    '%j holds no id, and is unknown',
    async (answer) => {
      const find = (): Client => answer as unknown as Client
      expect(outcome(await withFind(find).verify(signedFacts()))).toBe('ERR_HAWK_BAD_MAC')
    },
  )
})
