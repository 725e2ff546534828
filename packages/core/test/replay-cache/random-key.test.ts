import { expect, test, vi } from 'vitest'
import { createMemoryNonceStore } from '../../src/replay-cache/memory-nonce-store.js'

const keys = vi.hoisted((): Uint8Array[] => [])

vi.mock(import('../../src/replay-cache/replay-cache.js'), async (original) => {
  const { ReplayCache } = await original()
  class Watched extends ReplayCache {
    constructor(maxEntries: number, key: Uint8Array) {
      super(maxEntries, key)
      keys.push(key)
    }
  }
  return { ReplayCache: Watched }
})

test('every cache has a random key of 64 bits of its own, so that nobody can aim at a collision', () => {
  for (let made = 0; made < 100; made += 1) createMemoryNonceStore({ maxEntries: 2 })
  const texts = keys.map((key) => Buffer.from(key).toString('hex'))
  expect(texts.filter((text) => text.length === 16)).toHaveLength(100)
  expect(new Set(texts).size).toBe(100)
  // Every bit is 0 in some key and 1 in another.
  for (let byte = 0; byte < 8; byte += 1) {
    const column = keys.map((key) => key[byte] ?? 0)
    expect([column.reduce((a, b) => a | b), column.reduce((a, b) => a & b)]).toEqual([0xff, 0])
  }
})
