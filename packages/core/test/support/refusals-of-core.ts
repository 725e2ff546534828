import { createBewit, signMessage } from '@hawk-auth/core'
import type { HawkErrorCode, RequestFacts, Verdict } from '@hawk-auth/core'
import { client, clientLike } from './clients.js'
import type { Client } from './clients.js'
import { createFakeClock, NOW_MS, NOW_S } from './fake-clock.js'
import { signedFacts, withBadMac } from './requests.js'
import { verifierOf } from './stores.js'

type Answer = Verdict<Client> | Promise<Verdict<Client>>

function bewitFacts(ttlSeconds: number, received: Partial<RequestFacts> = {}): RequestFacts {
  const bewit = createBewit({
    url: 'https://example.com/a',
    credentials: client(),
    ttlSeconds,
    clock: () => NOW_MS,
  })
  const target = `/a?bewit=${bewit}`
  return { method: 'GET', target, host: 'example.com', port: 443, authorization: undefined, ...received }
}

function replayed(): Answer {
  const [verifier, facts] = [verifierOf(), signedFacts()]
  void verifier.verify(facts)
  return verifier.verify(facts)
}

function clockBehind(): Answer {
  const clock = createFakeClock()
  const verifier = verifierOf([client()], { clock: clock.now })
  void verifier.verify(signedFacts())
  clock.advance(-60_001)
  return verifier.verify(signedFacts({ timestamp: NOW_S - 60 }))
}

function changedMessage(): Answer {
  const place = { host: 'example.com', port: 443 }
  const authorization = signMessage({ ...place, message: 'a', credentials: client(), timestamp: NOW_S })
  return verifierOf().verifyMessage({ ...place, message: 'b', authorization })
}

/** A way to each refusal that core gives, by name; every call makes a refusal of its own. */
export const refusalsOfCore: readonly { name: string; code: HawkErrorCode; provoke: () => Answer }[] = [
  {
    name: 'no header',
    code: 'ERR_HAWK_MISSING',
    provoke: () => verifierOf().verify(signedFacts({}, { authorization: undefined })),
  },
  {
    name: 'another scheme',
    code: 'ERR_HAWK_MISSING',
    provoke: () => verifierOf().verify(signedFacts({}, { authorization: 'Bearer x' })),
  },
  {
    name: 'no bewit',
    code: 'ERR_HAWK_MISSING',
    provoke: () => verifierOf().verifyBewit(bewitFacts(60, { target: '/a?b=1' })),
  },
  {
    name: 'a header that breaks the grammar',
    code: 'ERR_HAWK_MALFORMED',
    provoke: () => verifierOf().verify(signedFacts({}, { authorization: 'Hawk id=1' })),
  },
  {
    name: 'two bewits',
    code: 'ERR_HAWK_MALFORMED',
    provoke: () => verifierOf().verifyBewit(bewitFacts(60, { target: '/a?bewit=X&bewit=Y' })),
  },
  {
    name: 'a bad MAC',
    code: 'ERR_HAWK_BAD_MAC',
    provoke: () => verifierOf().verify(withBadMac(signedFacts())),
  },
  { name: 'an unknown id', code: 'ERR_HAWK_BAD_MAC', provoke: () => verifierOf([]).verify(signedFacts()) },
  {
    name: 'a stale timestamp',
    code: 'ERR_HAWK_STALE_TIMESTAMP',
    provoke: () => verifierOf().verify(signedFacts({ timestamp: NOW_S - 61 })),
  },
  {
    name: 'credentials that are not approved',
    code: 'ERR_HAWK_NOT_APPROVED',
    provoke: () => verifierOf([client({ approved: false })]).verify(signedFacts()),
  },
  {
    name: 'suspended credentials',
    code: 'ERR_HAWK_SUSPENDED',
    provoke: () => verifierOf([client({ suspended: true })]).verify(signedFacts()),
  },
  {
    name: 'expired credentials',
    code: 'ERR_HAWK_EXPIRED_CREDENTIALS',
    provoke: () => verifierOf([client({ expiresAtMs: NOW_MS })]).verify(signedFacts()),
  },
  { name: 'a replay', code: 'ERR_HAWK_REPLAYED', provoke: replayed },
  {
    name: 'a body without a hash',
    code: 'ERR_HAWK_MISSING_PAYLOAD_HASH',
    provoke: () => verifierOf().verify(signedFacts({}, { payload: 'x' })),
  },
  {
    name: 'another body',
    code: 'ERR_HAWK_BAD_PAYLOAD_HASH',
    provoke: () => verifierOf().verify(signedFacts({ payload: 'x' }, { payload: 'y' })),
  },
  { name: 'another message', code: 'ERR_HAWK_BAD_PAYLOAD_HASH', provoke: changedMessage },
  {
    name: 'a bewit that has ended',
    code: 'ERR_HAWK_BEWIT_EXPIRED',
    provoke: () => verifierOf([client()], { clock: () => NOW_MS + 60_000 }).verifyBewit(bewitFacts(60)),
  },
  {
    name: 'a bewit with POST',
    code: 'ERR_HAWK_BEWIT_REFUSED',
    provoke: () => verifierOf().verifyBewit(bewitFacts(60, { method: 'POST' })),
  },
  {
    name: 'a bewit that ends too late',
    code: 'ERR_HAWK_BEWIT_REFUSED',
    provoke: () => verifierOf().verifyBewit(bewitFacts(3601)),
  },
  {
    name: 'an exhausted share',
    code: 'ERR_HAWK_REPLAY_SHARE_EXHAUSTED',
    provoke: () =>
      verifierOf([client()], { nonces: { claim: () => 'share-exhausted' } }).verify(signedFacts()),
  },
  {
    name: 'a credential store that fails',
    code: 'ERR_HAWK_STORE_UNAVAILABLE',
    provoke: () =>
      verifierOf([], {
        credentials: () => {
          throw new Error('connect ECONNREFUSED db.internal:5432')
        },
      }).verify(signedFacts()),
  },
  {
    name: 'a full replay cache',
    code: 'ERR_HAWK_REPLAY_CACHE_FULL',
    provoke: () => verifierOf([client()], { nonces: { claim: () => 'full' } }).verify(signedFacts()),
  },
  { name: 'a clock that fell behind', code: 'ERR_HAWK_CLOCK_BEHIND', provoke: clockBehind },
  {
    name: 'a record without a key',
    code: 'ERR_HAWK_INVALID_CREDENTIALS',
    provoke: () => verifierOf([clientLike({ key: undefined })]).verify(signedFacts()),
  },
  {
    name: 'a nonce store that answers true',
    code: 'ERR_HAWK_BROKEN_STORE',
    provoke: () =>
      verifierOf([client()], { nonces: { claim: () => true as unknown as 'admitted' } }).verify(
        signedFacts(),
      ),
  },
]
