import { createBewit, createMemoryNonceStore, createVerifier, signMessage } from '@hawk-auth/core'
import type { FindCredentials, NonceStore, RequestFacts, Verdict, Verifier } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts, withBadMac } from '../support/requests.js'
import { outcome } from '../support/verdicts.js'

type Answer = Verdict<Client> | Promise<Verdict<Client>>

const bewit = createBewit({
  url: 'https://example.com/a',
  credentials: client(),
  ttlSeconds: 60,
  clock: () => NOW_MS,
})
const bewitFacts: RequestFacts = {
  method: 'GET',
  target: `/a?bewit=${bewit}`,
  host: 'example.com',
  port: 443,
  authorization: undefined,
}
const message = { host: 'example.com', port: 443, message: 'hello' }

const find = (id: string): Client | undefined => (id === 'ci-bot' ? client() : undefined)
const stores: Record<'at once' | 'later', FindCredentials<Client>> = {
  'at once': find,
  later: (id) => Promise.resolve(find(id)),
}

function nonceStore(when: 'at once' | 'later'): NonceStore {
  const memory = createMemoryNonceStore()
  return when === 'at once' ? memory : { claim: (use) => Promise.resolve(memory.claim(use)) }
}

const asks: readonly { name: string; ask: (verifier: Verifier<Client>) => Answer; claims: boolean }[] = [
  { name: 'a good request', ask: (verifier) => verifier.verify(signedFacts()), claims: true },
  { name: 'a good body', ask: (verifier) => verifier.verify(signedFacts({ payload: 'x' })), claims: true },
  { name: 'a bad MAC', ask: (verifier) => verifier.verify(withBadMac(signedFacts())), claims: false },
  {
    name: 'an unknown id',
    ask: (verifier) => verifier.verify(signedFacts({ credentials: client({ id: 'nobody' }) })),
    claims: false,
  },
  { name: 'a bewit', ask: (verifier) => verifier.verifyBewit(bewitFacts), claims: false },
  {
    name: 'a message',
    ask: (verifier) => {
      const authorization = signMessage({ ...message, credentials: client(), timestamp: NOW_S })
      return verifier.verifyMessage({ ...message, authorization })
    },
    claims: true,
  },
]

const combinations = (['at once', 'later'] as const).flatMap((credentials) =>
  (['at once', 'later'] as const).flatMap((nonces) =>
    asks.map((asked) => ({ credentials, nonces, ...asked })),
  ),
)

describe.each(combinations)(
  '$name, with credentials $credentials and nonces $nonces',
  ({ credentials, nonces, ask, claims }) => {
    const verifierOf = (): Verifier<Client> =>
      createVerifier({ credentials: stores[credentials], nonces: nonceStore(nonces), clock: () => NOW_MS })
    const isLater = credentials === 'later' || (nonces === 'later' && claims)

    it(`is answered ${isLater ? 'by a promise' : 'at once'}`, async () => {
      const answer = ask(verifierOf())
      expect(answer instanceof Promise).toBe(isLater)
      await answer
    })

    it('comes to the same as with stores that answer at once', async () => {
      const plain = createVerifier({ credentials: find, clock: () => NOW_MS })
      expect(outcome(await ask(verifierOf()))).toBe(outcome(await ask(plain)))
    })
  },
)

describe('a header that needs no store', () => {
  it.each([undefined, 'Bearer x', 'Hawk id=1', 'Hawk id="1"'])(
    'is refused at once and without a lookup: %s',
    (authorization) => {
      let lookups = 0
      const verifier = createVerifier<Client>({
        credentials: () => {
          lookups += 1
          return Promise.resolve(null)
        },
      })
      expect(verifier.verify(signedFacts({}, { authorization }))).toMatchObject({ ok: false })
      expect(lookups).toBe(0)
    },
  )
})

describe('a store that is an object', () => {
  it('is asked as a method, so that a class works', async () => {
    class Store {
      readonly #records = new Map([['ci-bot', client()]])
      find(id: string): Promise<Client | undefined> {
        return Promise.resolve(this.#records.get(id))
      }
    }
    const verifier = createVerifier({ credentials: new Store(), clock: () => NOW_MS })
    expect(outcome(await verifier.verify(signedFacts()))).toBe('accepted')
  })

  it('may answer with any thenable', async () => {
    const later: PromiseLike<Client> = { then: (done) => Promise.resolve(client()).then(done) }
    const verifier = createVerifier<Client>({
      credentials: () => later as Promise<Client>,
      clock: () => NOW_MS,
    })
    expect(outcome(await verifier.verify(signedFacts()))).toBe('accepted')
  })

  it('tells the scope of its nonces through the verifier [S8]', () => {
    const claim = () => 'admitted' as const
    expect(createVerifier({ credentials: find }).nonceScope).toBe('process')
    expect(createVerifier({ credentials: find, nonces: createMemoryNonceStore() }).nonceScope).toBe('process')
    expect(createVerifier({ credentials: find, nonces: { claim } }).nonceScope).toBeUndefined()
    expect(createVerifier({ credentials: find, nonces: { claim, scope: 'process' } }).nonceScope).toBe(
      'process',
    )
  })
})
