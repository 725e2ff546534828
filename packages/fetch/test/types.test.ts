import { createCachedCredentialStore, createVerifier, hawk } from '@hawk-auth/fetch'
import type { CredentialStore, FetchGuard, HawkAuth, HawkCredentials, NonceStore } from '@hawk-auth/fetch'
import type { HttpBindings } from '@hono/node-server'
import { expectTypeOf, test } from 'vitest'

interface Client extends HawkCredentials {
  name: string
}

class FrameworkRequest extends Request {
  readonly nextUrl = new URL('https://api.example.com/')
}

interface RouteContext {
  params: Promise<{ id: string }>
}

const clients = new Map<string, Client>()
const credentials = (id: string): Client | undefined => clients.get(id)
const nonces: NonceStore = { claim: () => 'admitted' }

test('a guard infers the record of its store, whatever the store is', () => {
  class Store implements CredentialStore<Client> {
    find(id: string): Client | undefined {
      return clients.get(id)
    }
  }
  const guards = [
    hawk({ credentials, nonces }),
    hawk({ credentials: async (id) => clients.get(id) ?? null, nonces }),
    hawk({ credentials: new Store(), nonces }),
    hawk({ credentials: createCachedCredentialStore(new Store()), nonces, required: true }),
    hawk({ verifier: createVerifier({ credentials, nonces }), publicUrl: 'https://api.example.com' }),
  ]
  for (const guard of guards) {
    expectTypeOf(guard).toEqualTypeOf<FetchGuard<HawkAuth<Client>>>()
    expectTypeOf<ReturnType<typeof guard.auth>['credentials']['name']>().toBeString()
  }
})

test('with required: false, or one that is not known, its sender may be null', () => {
  expectTypeOf(hawk({ credentials, nonces, required: false })).toEqualTypeOf<
    FetchGuard<HawkAuth<Client> | null>
  >()
  const required = clients.size > 0
  expectTypeOf(hawk({ credentials, nonces, required })).toEqualTypeOf<FetchGuard<HawkAuth<Client> | null>>()
})

test('wrap preserves the request of a framework and its further arguments', () => {
  const guard = hawk({ credentials, nonces })
  const plain = guard.wrap((request, auth) => {
    expectTypeOf(request).toEqualTypeOf<Request>()
    expectTypeOf(auth).toEqualTypeOf<HawkAuth<Client>>()
    return new Response()
  })
  expectTypeOf(plain).toBeCallableWith(new Request('https://api.example.com/'))
  expectTypeOf(plain).returns.toEqualTypeOf<Promise<Response>>()
  const route = guard.wrap(async (request: FrameworkRequest, auth, context: RouteContext) => {
    expectTypeOf(auth).toEqualTypeOf<HawkAuth<Client>>()
    return Response.json([request.nextUrl.href, (await context.params).id])
  })
  expectTypeOf(route).parameters.toEqualTypeOf<[request: FrameworkRequest, context: RouteContext]>()
  // @ts-expect-error A handler answers.
  guard.wrap(() => undefined)
})

test('authenticate preserves the request, and tells an admitted one by ok', () => {
  const guard = hawk({ credentials, nonces })
  const use = async (request: FrameworkRequest): Promise<Response> => {
    const result = await guard.authenticate(request)
    // @ts-expect-error Nobody is known before ok was looked at.
    String(result.auth)
    if (!result.ok) return result.response
    expectTypeOf(result.request).toEqualTypeOf<FrameworkRequest>()
    expectTypeOf(result.auth).toEqualTypeOf<HawkAuth<Client>>()
    return result.finish(new Response())
  }
  expectTypeOf(use).toBeFunction()
})

test('a guard whose target needs a framework’s argument is called with it', () => {
  const guard = hawk({ credentials, nonces, target: (_request, env: HttpBindings) => env.incoming.url ?? '' })
  expectTypeOf(guard).toEqualTypeOf<FetchGuard<HawkAuth<Client>, [env: HttpBindings]>>()
  // @ts-expect-error The bindings are missing.
  const withoutBindings = (request: Request): unknown => guard.authenticate(request)
  const handler = guard.wrap((_request, auth) => new Response(auth.credentials.name))
  // @ts-expect-error The bindings are missing here too.
  const handlerWithoutBindings = (request: Request): unknown => handler(request)
  expectTypeOf([withoutBindings, handlerWithoutBindings]).toBeArray()
  expectTypeOf(handler).toBeCallableWith(new Request('https://api.example.com/'), {} as HttpBindings)
  expectTypeOf(handler).toBeCallableWith(new Request('https://api.example.com/'), {} as HttpBindings, 'more')
})

test('wrong options do not compile', () => {
  const wrong = (): unknown[] => [
    // @ts-expect-error No replay cache.
    hawk({ credentials }),
    // @ts-expect-error An option that nobody knows.
    hawk({ credentials, nonces, requierd: false }),
    // @ts-expect-error A verifier beside its options.
    hawk({ credentials, nonces, verifier: createVerifier({ credentials, nonces }) }),
    // @ts-expect-error A record that forgets whether it is approved.
    hawk({ credentials: (id) => ({ id, key: 'x' }), nonces }),
    // @ts-expect-error A target gives text.
    hawk({ credentials, nonces, target: () => 5 }),
  ]
  expectTypeOf(wrong).toBeFunction()
})
