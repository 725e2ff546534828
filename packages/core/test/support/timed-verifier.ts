import { createMemoryNonceStore } from '@hawk-auth/core'
import type { NonceStore, RequestFacts, Verifier } from '@hawk-auth/core'
import { client } from './clients.js'
import type { Client } from './clients.js'
import { createFakeClock, NOW_MS } from './fake-clock.js'
import type { FakeClock } from './fake-clock.js'
import { signedFacts } from './requests.js'
import { createForgetfulNonceStore, verifierOf } from './stores.js'
import { atOnce, outcome } from './verdicts.js'

/** A verifier and its clock; `ask` without facts signs a request of the moment. */
export interface Timed {
  clock: FakeClock
  ask: (facts?: RequestFacts) => string
}

/** A verifier of one approved client, at a moment of its own. */
export function timed(nonces: NonceStore, skewSeconds = 60, startMs = NOW_MS): Timed {
  const clock = createFakeClock(startMs)
  const verifier: Verifier<Client> = verifierOf([client()], { nonces, skewSeconds, clock: clock.now })
  return {
    clock,
    ask: (facts = signedFacts({ timestamp: Math.floor(clock.now() / 1000) })) =>
      outcome(atOnce(verifier.verify(facts))),
  }
}

/** Stores that remember as long as they must; the second one not a millisecond longer. */
export const stores = [
  { name: 'the in-memory replay cache', create: () => createMemoryNonceStore() },
  { name: 'a store that forgets as soon as it may', create: createForgetfulNonceStore },
] as const
