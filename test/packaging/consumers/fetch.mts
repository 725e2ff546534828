import { createMemoryNonceStore, hawk } from '@hawk-auth/fetch'
import type { HawkCredentials } from '@hawk-auth/fetch'

interface Client extends HawkCredentials {
  name: string
}

const clients = new Map<string, Client>()
const guard = hawk({
  credentials: (id) => clients.get(id),
  publicUrl: 'https://api.example.com',
  nonces: createMemoryNonceStore(),
  allowProcessNonces: true,
})

export const POST = guard.wrap(async (request: Request, auth, context: { id: string }) => {
  const name: string = auth.credentials.name
  return Response.json({ name, id: context.id, job: await request.json() })
})
