import defaultExport, { createCachedCredentialStore, createVerifier, hawk } from '@hawk-auth/fastify'
import type {
  CredentialStore,
  FastifyCredentials,
  FastifyHawkPlugin,
  HawkAuth,
  HawkCredentials,
} from '@hawk-auth/fastify'
import fastify from 'fastify'
import type { FastifyRequest } from 'fastify'
import { fileURLToPath } from 'node:url'
import { expect, expectTypeOf, test } from 'vitest'
import { typeErrorsOf } from './support/type-errors.js'

// The compiler is the test: each wrong use must not compile.

interface Client extends HawkCredentials {
  name: string
}
const clients = new Map<string, Client>()
const findClient = (id: string): Client | undefined => clients.get(id)
const findClientLater = (id: string): Promise<Client | null> => Promise.resolve(clients.get(id) ?? null)

class Store implements CredentialStore<Client> {
  find(id: string): Client | undefined {
    return clients.get(id)
  }
}

test('any store can be registered, in applications of every kind', () => {
  const app = fastify()
  void app.register(hawk, { credentials: findClient })
  void app.register(hawk, { credentials: findClientLater, required: false })
  void app.register(hawk, { credentials: new Store(), bewit: { maxTtlSeconds: 60 } })
  void app.register(hawk, { credentials: createCachedCredentialStore(new Store()) })
  void app.register(hawk, { verifier: createVerifier({ credentials: findClient }) })
  void app.register(hawk, () => ({ credentials: findClient }))
  void app.register(import('@hawk-auth/fastify'), { credentials: findClient })
  void fastify({ http2: true }).register(hawk, { credentials: findClient })
  void fastify({ https: {} }).register(hawk, { credentials: findClient })
  expectTypeOf(defaultExport).toEqualTypeOf<FastifyHawkPlugin>()
  expect(app.hasPlugin('@hawk-auth/fastify')).toBe(false)
})

test('request.hawk tells of somebody, of nobody and of no guard; hawk.auth of somebody', () => {
  expectTypeOf<FastifyRequest['hawk']>().toEqualTypeOf<HawkAuth | null | undefined>()
  expectTypeOf(hawk.auth).returns.toEqualTypeOf<HawkAuth>()
  expectTypeOf<FastifyCredentials>().toEqualTypeOf<HawkCredentials>()
  expectTypeOf<HawkAuth['credentials']>().not.toHaveProperty('key')
  fastify().get('/', (request) => hawk.auth(request).credentials.id)
  fastify({ http2: true }).get('/', (request) => hawk.auth(request).credentials.id)
  fastify().get<{ Params: { id: string } }>('/:id', async (request) => {
    expectTypeOf(request.params).toEqualTypeOf<{ id: string }>()
    return hawk.auth(request).artifacts.payloadVerified
  })
  expect(() => hawk.auth({ hawk: undefined })).toThrow()
})

test("a route's settings are typed, and stand beside those of others", () => {
  const app = fastify()
  app.get('/open', { config: { hawk: false } }, () => '')
  app.get('/own', { config: { hawk: { required: false, payload: 'if-signed' } } }, () => '')
  app.put('/upload', { config: { hawk: { streamPayload: true, maxPayloadBytes: 5e9 }, other: 1 } }, () => '')
  // Fastify infers the type of a whole config: names too many, and true, are found when the route is added.
  // @ts-expect-error a value of another type
  app.get('/text', { config: { hawk: { required: 'no' } } }, () => '')
  // @ts-expect-error a policy that nobody knows
  app.get('/policy', { config: { hawk: { payload: 'never' } } }, () => '')
  expect(app.hasRoute({ method: 'GET', url: '/open' })).toBe(true)
})

test('mistakes do not compile', () => {
  const app = fastify()
  // @ts-expect-error a record that forgets whether it is approved
  void app.register(hawk, { credentials: () => ({ id: 'a', key: 'k' }) })
  // @ts-expect-error neither a verifier nor credentials
  void app.register(hawk, { publicUrl: 'https://api.example.com' })
  // @ts-expect-error a prefix has no effect
  void app.register(hawk, { credentials: findClient, prefix: '/api' })
  // @ts-expect-error a verifier beside its options
  void app.register(hawk, { credentials: findClient, verifier: createVerifier({ credentials: findClient }) })
  // @ts-expect-error it may be nobody
  expectTypeOf((request: FastifyRequest) => request.hawk.credentials).toBeFunction()
  // @ts-expect-error not a request that the plugin decorates
  expect(() => hawk.auth({})).toThrow()
})

test("an application's own record comes out of request.hawk and hawk.auth", () => {
  // An augmentation holds for a whole program: this one is a program of its own.
  expect(typeErrorsOf(fileURLToPath(new URL('typed/augmented.mts', import.meta.url)))).toEqual([])
}, 60_000)
