import fastify from 'fastify'
import { hawk } from '@hawk-auth/fastify'
import type { HawkCredentials } from '@hawk-auth/fastify'

interface Client extends HawkCredentials {
  name?: string
}

declare module '@hawk-auth/fastify' {
  interface FastifyHawk {
    credentials: Client
  }
}

const clients = new Map<string, Client>()

export const app = fastify()
await app.register(hawk, { credentials: (id) => clients.get(id), publicUrl: 'https://api.example.com' })
app.get('/health', { config: { hawk: false } }, () => 'well')
app.post('/jobs', { config: { hawk: { maxPayloadBytes: 1000 } } }, (request) => {
  const name: string | undefined = hawk.auth(request).credentials.name
  const id: string | undefined = request.hawk?.credentials.id
  return { name, id }
})
