import { createVerifier, signRequest } from '@hawk-auth/core'
import type { Clock, CredentialStore, HawkCredentials, SigningCredentials } from '@hawk-auth/core'

const PLACE = { method: 'GET', target: '/api/', host: 'example.com', port: 443 }

/** What a verifier over this store says to a request that is really signed: `accepted`, or the code of the refusal. */
export async function verdictOf(
  store: CredentialStore<HawkCredentials>,
  credentials: SigningCredentials,
  clock: Clock,
): Promise<string> {
  const verifier = createVerifier({ credentials: store, clock })
  const { authorization } = signRequest({ url: 'https://example.com/api/', credentials, clock })
  const verdict = await verifier.verify({ ...PLACE, authorization })
  return verdict.ok ? 'accepted' : verdict.error.code
}
