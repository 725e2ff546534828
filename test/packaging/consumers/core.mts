import { createVerifier } from '@hawk-auth/core'
import type { HawkCredentials, Verdict } from '@hawk-auth/core'

interface Client extends HawkCredentials {
  name: string
}

const clients = new Map<string, Client>()
const verifier = createVerifier({ credentials: (id) => clients.get(id) })

export async function nameOf(authorization: string | undefined): Promise<string> {
  const facts = { method: 'GET', target: '/', host: 'api.example.com', port: 443, authorization }
  const verdict: Verdict<Client> = await verifier.verify(facts)
  return verdict.ok ? verdict.credentials.name : verdict.error.code
}
