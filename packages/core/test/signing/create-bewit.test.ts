import { createBewit } from '@hawk-auth/core'
import type { BewitToCreate } from '@hawk-auth/core'
import { decodeBewit } from '@hawk-auth/core/protocol'
import { describe, expect, it } from 'vitest'
import { client, KEY } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'

const GOOD: BewitToCreate = {
  url: 'https://example.com/a?b=1',
  credentials: client(),
  ttlSeconds: 60,
  clock: () => NOW_MS + 999,
}

function create(changes: Partial<Record<keyof BewitToCreate, unknown>>): () => unknown {
  return () => createBewit({ ...GOOD, ...changes } as BewitToCreate)
}

describe('createBewit', () => {
  it('ends ttlSeconds from now, in whole seconds', () => {
    expect(decodeBewit(createBewit(GOOD))).toMatchObject({
      id: 'ci-bot',
      exp: String(NOW_S + 60),
      ext: undefined,
    })
  })

  it('carries ext, and can stand in a query as it is', () => {
    const bewit = createBewit({ ...GOOD, ext: '>>>???~~~' })
    expect(bewit).toMatch(/^[\w-]+$/)
    expect(decodeBewit(bewit)).toMatchObject({ ext: '>>>???~~~' })
  })

  it.each(['3600', null, undefined, NaN, Infinity, 0, -10, 0.5, 1_000_000_001, true, {}])(
    'refuses ttlSeconds %s',
    (ttlSeconds) => {
      expect(create({ ttlSeconds })).toThrow(TypeError)
      expect(create({ ttlSeconds })).toThrow('createBewit: "ttlSeconds" must be ')
    },
  )

  it.each(['', 'a\\b', 'a"b', 'a\nb', '€', 5, null, {}])('refuses ext %j', (ext) => {
    expect(create({ ext })).toThrow(TypeError)
    expect(create({ ext })).toThrow('createBewit: "ext" must be ')
  })

  it.each(['a\\b', '', 'é', 'a"', 5, null])('refuses the id %j', (id) => {
    expect(create({ credentials: { ...client(), id } })).toThrow(TypeError)
    expect(create({ credentials: { ...client(), id } })).toThrow('createBewit: "credentials.id" must be ')
  })

  it.each(['', undefined, 5])('refuses the key %j', (key) => {
    expect(create({ credentials: { ...client(), key } })).toThrow(TypeError)
    expect(create({ credentials: { ...client(), key } })).not.toThrow(KEY)
  })

  it.each(['/a', '', 'ftp://example.com/a', null, undefined, 5])('refuses the url %j', (url) => {
    expect(create({ url })).toThrow(TypeError)
    expect(create({ url })).toThrow('createBewit: "url" must be ')
  })

  it.each([NaN, Infinity, -Infinity, undefined, 'now'])(
    'refuses a clock that tells %s: the bewit would never be good',
    (now) => {
      expect(create({ clock: () => now })).toThrow(TypeError)
    },
  )

  it.each(['ttlSec', 'uri', 'localtimeOffsetMsec'])('refuses the unknown option %s', (name) => {
    expect(() => createBewit({ ...GOOD, [name]: 1 })).toThrow(`createBewit: unknown option "${name}"`)
  })
})
