import { expectTypeOf, it } from 'vitest'
import { createCachedCredentialStore } from '../src/cached-credential-store.js'
import type { CachedCredentialStore } from '../src/cached-credential-store.js'
import type { CredentialStore, HawkCredentials, HawkHeader } from '../src/credentials.js'

interface Client extends HawkCredentials {
  name: string
}
interface Robot extends HawkCredentials {
  kind: 'robot'
  serial: number
}
interface Person extends HawkCredentials {
  kind: 'person'
  email: string
}

const ada: Client = { id: 'ada', key: 'k', approved: true, name: 'Ada' }
const clients = new Map<string, Client>([['ada', ada]])

it('infers the record of a function store: synchronous, asynchronous, mixed, with null or undefined', () => {
  expectTypeOf(createCachedCredentialStore((id) => clients.get(id))).toEqualTypeOf<
    CachedCredentialStore<Client>
  >()
  expectTypeOf(createCachedCredentialStore(async (id) => clients.get(id))).toEqualTypeOf<
    CachedCredentialStore<Client>
  >()
  expectTypeOf(createCachedCredentialStore(async (id) => clients.get(id) ?? null)).toEqualTypeOf<
    CachedCredentialStore<Client>
  >()
  expectTypeOf(createCachedCredentialStore(() => ada)).toEqualTypeOf<CachedCredentialStore<Client>>()
  const mixed = (id: string): Client | Promise<Client | null> | undefined =>
    id === '' ? undefined : (clients.get(id) ?? Promise.resolve(null))
  expectTypeOf(createCachedCredentialStore(mixed)).toEqualTypeOf<CachedCredentialStore<Client>>()
})

it('infers the record of an object store and of an instance of a class', () => {
  expectTypeOf(createCachedCredentialStore({ find: (id: string) => clients.get(id) })).toEqualTypeOf<
    CachedCredentialStore<Client>
  >()
  expectTypeOf(
    createCachedCredentialStore({
      find: async (id) => clients.get(id),
      used() {
        /* nothing to remember */
      },
    }),
  ).toEqualTypeOf<CachedCredentialStore<Client>>()
  class Store implements CredentialStore<Client> {
    async find(id: string): Promise<Client | undefined> {
      return clients.get(id)
    }
    used(): void {
      /* nothing to remember */
    }
  }
  expectTypeOf(createCachedCredentialStore(new Store())).toEqualTypeOf<CachedCredentialStore<Client>>()
})

it('infers a union of records, and the record of a store that is cached already', () => {
  const find = (id: string): Robot | Person | null =>
    id === 'r' ? { id, key: 'k', approved: true, kind: 'robot', serial: 1 } : null
  expectTypeOf(createCachedCredentialStore(find)).toEqualTypeOf<CachedCredentialStore<Robot | Person>>()
  expectTypeOf(createCachedCredentialStore(createCachedCredentialStore(find))).toEqualTypeOf<
    CachedCredentialStore<Robot | Person>
  >()
})

it('infers the record beside a cacheKey, whose header is typed', () => {
  const cached = createCachedCredentialStore((id, header) => (header.ext === 'x' ? ada : clients.get(id)), {
    cacheKey: (header) => {
      expectTypeOf(header).toEqualTypeOf<HawkHeader>()
      return header.ext ?? ''
    },
  })
  expectTypeOf(cached).toEqualTypeOf<CachedCredentialStore<Client>>()
})

it('is a credential store of the same record, with invalidate and clear', () => {
  const cached = createCachedCredentialStore((id) => clients.get(id))
  expectTypeOf(cached).toExtend<CredentialStore<Client>>()
  expectTypeOf<Parameters<(typeof cached)['invalidate']>>().toEqualTypeOf<[id: string]>()
  expectTypeOf<Parameters<(typeof cached)['clear']>>().toEqualTypeOf<[]>()
})

it('does not compile for a record that forgets its approval, nor for a misspelt option', () => {
  // @ts-expect-error: approved is missing
  createCachedCredentialStore((id) => ({ id, key: 'k' }))
  // @ts-expect-error: approved is missing
  createCachedCredentialStore(async (id) => ({ id, key: 'k' }))
  // @ts-expect-error: the option is ttlMs; what is wrong at run time too is not called
  const misspelt = () => createCachedCredentialStore((id) => clients.get(id), { ttl: 5 })
  expectTypeOf(misspelt).toBeFunction()
})
