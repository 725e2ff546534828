import { describe, expect, it } from 'vitest'
import { createCachedCredentialStore } from '../src/cached-credential-store.js'
import type { CachedCredentialStoreOptions } from '../src/cached-credential-store-options.js'
import type { HawkCredentials, HawkHeader } from '../src/credentials.js'

const find = (id: string): HawkCredentials => ({ id, key: 'k', approved: true })

function creation(options: unknown, store: unknown = find): () => unknown {
  return () =>
    createCachedCredentialStore(store as typeof find, options as CachedCredentialStoreOptions | undefined)
}

describe('createCachedCredentialStore', () => {
  it.each([
    ['ttlMs', 3_600_000],
    ['negativeTtlMs', 3_600_000],
    ['maxEntries', 1_000_000],
    ['maxUnknownEntries', 1_000_000],
    ['maxLookups', 10_000],
    ['lookupTimeoutMs', 3_600_000],
  ])('takes whole numbers from 1 to its bound for "%s", and nothing else', (name, max) => {
    expect(creation({ [name]: 1 })).not.toThrow()
    expect(creation({ [name]: max })).not.toThrow()
    expect(creation({ [name]: undefined })).not.toThrow()
    for (const value of [0, -1, 1.5, max + 1, Number.NaN, Infinity, '10', null, true, [5], {}]) {
      expect(creation({ [name]: value })).toThrow(TypeError)
      expect(creation({ [name]: value })).toThrow(
        `createCachedCredentialStore: "${name}" must be a whole number from 1 to ${max}, got `,
      )
    }
  })

  it('says what it got, but not a text that could be a key', () => {
    expect(creation({ ttlMs: '10s' })).toThrow(
      new TypeError(
        'createCachedCredentialStore: "ttlMs" must be a whole number from 1 to 3600000, got "10s"',
      ),
    )
    const key = 'werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn'
    expect(creation({ ttlMs: key })).toThrow('got text of 43 characters')
    expect(creation({ cacheKey: key })).toThrow('got text of 43 characters')
    expect(creation({}, key)).toThrow('got text of 43 characters')
    expect(creation(key)).toThrow('got text of 43 characters')
  })

  it('refuses an option it does not know', () => {
    expect(creation({ ttl: 5 })).toThrow(TypeError)
    expect(creation({ ttl: 5 })).toThrow('createCachedCredentialStore: unknown option "ttl"')
  })

  it.each([null, 5, [], () => 5])('refuses options that are %s', (options) => {
    expect(creation(options)).toThrow(TypeError)
    expect(creation(options)).toThrow('the options must be an object')
  })

  it.each(['cacheKey', 'clock'])('refuses a "%s" that is no function', (name) => {
    for (const value of [null, 5, {}]) {
      expect(creation({ [name]: value })).toThrow(TypeError)
      expect(creation({ [name]: value })).toThrow(`createCachedCredentialStore: "${name}" must be a function`)
    }
  })

  it.each([undefined, null, 5, {}, { find: 5 }, { find: { length: 1 } }])(
    'refuses %j as a store',
    (store) => {
      const create = creation({}, store ?? Object(store))
      expect(create).toThrow(TypeError)
      expect(create).toThrow('the store must be a function or an object with find')
    },
  )

  it.each([
    ['a function', (id: string, header: HawkHeader) => find(id + String(header.ext))],
    ['an object', { find: (id: string, header: HawkHeader) => find(id + String(header.ext)) }],
    [
      'a class',
      new (class {
        find(id: string, header: HawkHeader): HawkCredentials {
          return find(id + String(header.ext))
        }
      })(),
    ],
  ])('refuses %s whose find declares the header, without cacheKey, and says why', (_name, store) => {
    expect(creation({}, store)).toThrow(TypeError)
    expect(creation({}, store)).toThrow('"cacheKey" is required')
    expect(creation({}, store)).toThrow('the first request, by anyone, would decide the answer for everyone')
    expect(creation({ cacheKey: (header: HawkHeader) => header.ext ?? '' }, store)).not.toThrow()
  })

  it('takes a cacheKey for a store that declares no header', () => {
    expect(creation({ cacheKey: () => '' })).not.toThrow()
  })
})
