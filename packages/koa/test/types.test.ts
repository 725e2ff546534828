import { createCachedCredentialStore, createVerifier, hawk } from '@hawk-auth/koa'
import type { CredentialStore, HawkAuth, HawkCredentials, KoaGuard } from '@hawk-auth/koa'
import Router from '@koa/router'
import Koa from 'koa'
import type { Context, DefaultState } from 'koa'
import mount from 'koa-mount'
import { expect, expectTypeOf, test } from 'vitest'

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

test('the record of any store comes out of auth, without its keys', () => {
  const guards = [
    hawk({ credentials: findClient }),
    hawk({ credentials: findClientLater }),
    hawk({ credentials: (id) => (id === '' ? null : findClientLater(id)) }),
    hawk({ credentials: new Store() }),
    hawk({ credentials: createCachedCredentialStore(new Store()) }),
    hawk({ verifier: createVerifier({ credentials: findClient }) }),
  ]
  expectTypeOf(guards).toEqualTypeOf<KoaGuard<HawkAuth<Client>>[]>()
  expectTypeOf<HawkAuth<Client>['credentials']>().not.toHaveProperty('key')
  expect(guards).toHaveLength(6)
})

test('with required: false, auth may be null', () => {
  const required = hawk({ credentials: findClient, required: true })
  const optional = hawk({ credentials: findClient, required: false })
  const unknown = hawk({ credentials: findClient, required: Math.abs(1) === 1 })
  expectTypeOf<ReturnType<typeof required.auth>>().toEqualTypeOf<HawkAuth<Client>>()
  expectTypeOf<ReturnType<typeof optional.auth>>().toEqualTypeOf<HawkAuth<Client> | null>()
  expectTypeOf<ReturnType<typeof unknown.auth>>().toEqualTypeOf<HawkAuth<Client> | null>()
})

test('a guard is middleware of every application, router and mount, and auth takes their contexts', () => {
  interface MyState {
    user: string
  }
  const guard = hawk({ credentials: findClient })
  const readName = (ctx: Context): string => guard.auth(ctx).credentials.name
  new Koa().use(guard).use((ctx) => (ctx.body = readName(ctx) + String(ctx.state.hawk?.credentials.id)))
  new Koa<MyState>().use(guard).use((ctx) => {
    ctx.body = ctx.state.user + guard.auth(ctx).credentials.name
    // @ts-expect-error a state of one's own has no hawk, unless it names it
    String(ctx.state.hawk)
  })
  new Koa<MyState, { db: object }>().use(guard)
  // It leaves the type of the application alone.
  expectTypeOf(new Koa().use(guard)).toExtend<Koa>()
  new Router().get('/:id', guard, (ctx) => {
    // The guard among a route's handlers leaves its params alone.
    expectTypeOf(ctx.params).toExtend<Record<string, string>>()
    ctx.body = guard.auth(ctx).credentials.name
  })
  new Router<MyState>().use(guard)
  mount('/api', guard)
  expectTypeOf<DefaultState['hawk']>().toEqualTypeOf<HawkAuth | undefined>()
})

test('mistakes do not compile', () => {
  const optional = hawk({ credentials: findClient, required: false })
  // @ts-expect-error it may be nobody
  expectTypeOf((ctx: Context) => optional.auth(ctx).credentials).toBeFunction()
  // @ts-expect-error a record that forgets whether it is approved
  hawk({ credentials: () => ({ id: 'a', key: 'k' }) })
  // @ts-expect-error a misspelt option
  expect(() => hawk({ credentials: findClient, requird: false })).toThrow('requird')
  // @ts-expect-error neither a verifier nor credentials
  expect(() => hawk({ publicUrl: 'https://api.example.com' })).toThrow('credentials')
})
