import { createVerifier, hawk } from '@hawk-auth/fastify'
import type { FastifyCredentials, HawkAuth, HawkCredentials } from '@hawk-auth/fastify'
import fastify from 'fastify'
import type { FastifyRequest } from 'fastify'

interface Human extends HawkCredentials {
  kind: 'human'
  email: string
}
interface Robot extends HawkCredentials {
  kind: 'robot'
  job: string
}
type Client = Human | Robot

declare module '@hawk-auth/fastify' {
  interface FastifyHawk {
    credentials: Client
  }
}

declare function findClient(id: string): Promise<Client | null>
declare function findAnything(id: string): HawkCredentials | undefined

const app = fastify()
await app.register(hawk, { credentials: findClient })
await app.register(hawk, { verifier: createVerifier({ credentials: findClient }) })
// @ts-expect-error a store of other records
await app.register(hawk, { credentials: findAnything })

app.get('/', (request) => {
  const { credentials }: HawkAuth<Client> = hawk.auth(request)
  // @ts-expect-error the key stays with the guard
  String(credentials.key)
  return credentials.kind === 'human' ? credentials.email : request.hawk?.credentials.kind
})
fastify({ http2: true }).get('/', (request) => hawk.auth(request).credentials.kind)

export const credentials: FastifyCredentials = { id: 'a', key: 'k', approved: true, kind: 'robot', job: 'b' }
export const seen: FastifyRequest['hawk'][] = [null, undefined]
