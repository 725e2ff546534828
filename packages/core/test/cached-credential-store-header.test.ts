import { describe, expect, it, vi } from 'vitest'
import { createCachedCredentialStore } from '../src/cached-credential-store.js'
import type { HawkHeader } from '../src/credentials.js'
import { atOnce, client } from './cached-credential-store-fixtures.js'

describe('the header', () => {
  it('is held back from a store that declared none: only the id reaches it', () => {
    const seen: unknown[] = []
    const cached = createCachedCredentialStore((...given: [id: string, header: HawkHeader]) => {
      seen.push(given)
      return client(given[0])
    })
    atOnce(cached.find('a', { id: 'a', ext: 'tenant-1', ts: '1', nonce: 'n', app: 'b' }))
    expect(seen).toEqual([['a', { id: 'a' }]])
  })

  it('reaches a store with a cacheKey whole', () => {
    const header = { id: 'a', ext: 'tenant-1', ts: '1', nonce: 'n' }
    const find = vi.fn((id: string, { ext }: HawkHeader) => (ext === 'tenant-1' ? client(id) : null))
    const cached = createCachedCredentialStore(find, { cacheKey: ({ ext }) => ext ?? '' })
    expect(atOnce(cached.find('a', header))).toHaveProperty('id', 'a')
    expect(find.mock.calls).toEqual([['a', header]])
  })

  it('makes an entry for each cacheKey, so that one sender decides nothing for another', () => {
    const find = vi.fn((id: string, { ext }: HawkHeader) => (ext === 'tenant-1' ? client(id) : null))
    const cached = createCachedCredentialStore(find, { cacheKey: ({ ext }) => ext ?? '' })
    for (let round = 0; round < 2; round++) {
      expect(atOnce(cached.find('a', { id: 'a', ext: 'tenant-2' }))).toBeNull()
      expect(atOnce(cached.find('a', { id: 'a', ext: 'tenant-1' }))).toHaveProperty('id', 'a')
    }
    expect(find).toHaveBeenCalledTimes(2)
  })

  it.each([
    [
      ['a', 'b:c'],
      ['a:b', 'c'],
    ],
    [
      ['a', 'bc'],
      ['ab', 'c'],
    ],
    [
      ['a', ''],
      ['', 'a'],
    ],
    [
      ['1:a', ''],
      ['1', ':a'],
    ],
    [
      ['a', '1:b'],
      ['a1:', 'b'],
    ],
    [
      ['', '2:ab'],
      ['2:', 'ab'],
    ],
    [
      ['1', '0:x'],
      ['10:', 'x'],
    ],
  ])('gives %j and %j entries of their own', ([id1, ext1], [id2, ext2]) => {
    const find = vi.fn((id: string) => client(id))
    const cached = createCachedCredentialStore(find, { cacheKey: ({ ext }) => ext ?? '' })
    expect(atOnce(cached.find(id1 ?? '', { id: id1 ?? '', ext: ext1 }))).toHaveProperty('id', id1)
    expect(atOnce(cached.find(id2 ?? '', { id: id2 ?? '', ext: ext2 }))).toHaveProperty('id', id2)
  })

  it.each([undefined, null, 7, ['x']])('is refused when its cacheKey is %j and no text', (key) => {
    const find = vi.fn((id: string) => client(id))
    const cached = createCachedCredentialStore(find, { cacheKey: () => key as unknown as string })
    expect(() => atOnce(cached.find('a', { id: 'a' }))).toThrow('"cacheKey" must return text')
    expect(find).not.toHaveBeenCalled()
  })
})
