import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createMemoryNonceStore } from '../../src/replay-cache/memory-nonce-store.js'
import { NOW_MS, NOW_SECONDS, useOf } from './uses.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes in use on the heap and in buffers, once nothing more can be freed. */
function bytesInUse(): number {
  collectGarbage()
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** A text with one of its parts, which V8 cuts out without a copy: the part holds the whole text alive. */
function partOfHeader(part: string): string {
  const header = Buffer.from(`${'x'.repeat(4_000)}${part}`).toString('latin1')
  return header.slice(4_000)
}

test('keeps nothing of the headers that its arguments are cut out of', () => {
  const held: string[] = []
  const beforeHeld = bytesInUse()
  for (let index = 0; index < 500; index += 1) held.push(partOfHeader(`nonce-of-16-${1_000 + index}`))
  // Otherwise this test would prove nothing.
  expect((bytesInUse() - beforeHeld) / held.length).toBeGreaterThan(3_000)

  const store = createMemoryNonceStore()
  const before = bytesInUse()
  const claims = 3_000
  for (let index = 0; index < claims; index += 1) {
    const [id, nonce] = [`client-with-id-${1_000 + index}`, `nonce-of-16-${1_000 + index}`].map(partOfHeader)
    const ts = partOfHeader(`00000${NOW_SECONDS}`)
    expect(store.claim(useOf({ id: id ?? '', nonce: nonce ?? '', ts }))).toBe('admitted')
  }
  expect((bytesInUse() - before) / claims).toBeLessThan(200)
})

test('takes at most 40 bytes of heap and buffers for each live nonce', () => {
  const before = bytesInUse()
  const store = createMemoryNonceStore()
  const perSecond = 2_500
  const lifetimeSeconds = 120
  const seconds = lifetimeSeconds + 30
  for (let index = 0; index < seconds * perSecond; index += 1) {
    const second = NOW_SECONDS + Math.floor(index / perSecond)
    const use = { id: `client-${index % 50}`, nonce: `n${index}`, ts: String(second), nowMs: second * 1000 }
    store.claim({ ...use, keepUntilMs: use.nowMs + lifetimeSeconds * 1000 })
  }
  const bytes = bytesInUse() - before
  const live = perSecond * (lifetimeSeconds + 1)
  expect(bytes / live).toBeLessThan(40)
  expect(bytes / live).toBeGreaterThan(12)
  expect(store.claim(useOf({ nowMs: NOW_MS }))).toBe('replayed')
})
