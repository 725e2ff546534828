import { createVerifier } from '@hawk-auth/core'
import type { FindCredentials, NonceStore, Verifier } from '@hawk-auth/core'
import { client } from './clients.js'
import type { Client } from './clients.js'
import { NOW_MS } from './fake-clock.js'
import { verifierOf } from './stores.js'

/** What a store throws that can not reach its database. */
export const down = new Error('connect ECONNREFUSED')
/** An answer that does not come. */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined)
/** A store that throws. */
export const thrower = (): never => {
  throw down
}

/** A verifier over this credential store. */
export function withFind(find: FindCredentials<Client>): Verifier<Client> {
  return createVerifier({ credentials: find, clock: () => NOW_MS })
}

/** A verifier of one approved client over this nonce store. */
export function withClaim(claim: NonceStore['claim']): Verifier<Client> {
  return verifierOf([client()], { nonces: { claim } })
}
