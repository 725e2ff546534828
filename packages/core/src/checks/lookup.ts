import type { CredentialStore, Found, HawkCredentials, HawkHeader } from '../credentials.js'
import type { Deadlines } from '../deadlines.js'
import { isPromiseLike } from '../promises.js'
import { Refused } from '../verdict.js'

/** A record, `null` where there is none for this id, or the refusal where the store failed. */
export type Lookup<C> = C | null | Refused

/**
 * Step 3: asks the credential store. It may answer at once or later; one that throws, rejects or hangs is a refusal.
 */
export function lookUp<C extends HawkCredentials>(
  store: CredentialStore<C>,
  header: HawkHeader,
  deadlines: Deadlines,
): Lookup<C> | Promise<Lookup<C>> {
  let found: Found<C> | Promise<Found<C>>
  try {
    found = store.find(header.id, header)
  } catch (error) {
    return lookupFailed(error)
  }
  if (!isPromiseLike(found)) return readAnswer(found)
  return deadlines.limit(found).then(readAnswer<C>, lookupFailed)
}

function readAnswer<C extends HawkCredentials>(found: Found<C>): Lookup<C> {
  if (found === null || found === undefined) return null
  if (typeof found === 'object') return found
  return new Refused(
    'ERR_HAWK_INVALID_CREDENTIALS',
    'the credential store answered something that is no record',
  )
}

function lookupFailed(error: unknown): Refused {
  return new Refused('ERR_HAWK_STORE_UNAVAILABLE', 'the credential store failed', undefined, error)
}
