import type { Verifier } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import type { Client } from '../support/clients.js'
import { signedFacts } from '../support/requests.js'
import { outcome, refused } from '../support/verdicts.js'
import { down, thrower, withFind, withClaim } from '../support/verifiers-over.js'

describe('a store that fails', () => {
  it.each<[string, Verifier<Client>]>([
    ['a credential store that throws', withFind(thrower)],
    ['a credential store that rejects', withFind(() => Promise.reject(down))],
    ['a nonce store that throws', withClaim(thrower)],
    ['a nonce store that rejects', withClaim(() => Promise.reject(down))],
  ])('refuses: %s', async (_, verifier) => {
    const verdict = refused(await verifier.verify(signedFacts()))
    expect(verdict.error.code).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    expect(verdict.error.status).toBe(503)
    expect(verdict.cause).toBe(down)
  })

  it.each([undefined, null, 'text', 0, { status: 200, code: 'OK' }])(
    'refuses, whatever is thrown: %j',
    async (thrown) => {
      const failing = { then: (_: unknown, failed: (reason: unknown) => void) => failed(thrown) }
      const reject = (): Promise<never> => failing as unknown as Promise<never>
      expect(outcome(await withFind(reject).verify(signedFacts()))).toBe('ERR_HAWK_STORE_UNAVAILABLE')
      expect(outcome(await withClaim(reject).verify(signedFacts()))).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    },
  )
})
