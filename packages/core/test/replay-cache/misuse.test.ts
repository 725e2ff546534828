import { describe, expect, test } from 'vitest'
import type { NonceUse } from '../../src/nonce-store.js'
import {
  createMemoryNonceStore,
  type MemoryNonceStoreOptions,
} from '../../src/replay-cache/memory-nonce-store.js'
import { NOW_MS, useOf } from './uses.js'

/** What plain JavaScript could hand in. */
const options = (value: unknown): MemoryNonceStoreOptions => value as MemoryNonceStoreOptions
const wrongUse = (changes: Record<string, unknown>): NonceUse => ({ ...useOf(), ...changes })

describe('createMemoryNonceStore', () => {
  test.each([undefined, {}, { maxEntries: undefined }, { maxEntries: 2 }, { maxEntries: 2 ** 26 }])(
    'takes %j',
    (given) => {
      expect(createMemoryNonceStore(given).claim(useOf())).toBe('admitted')
    },
  )

  test.each([
    ['1e6', '"1e6"'],
    [1, '1'],
    [0, '0'],
    [-5, '-5'],
    [2.5, '2.5'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [2 ** 26 + 1, '67108865'],
    [null, 'null'],
    [{}, 'an object'],
    [10n, 'a bigint'],
  ])('refuses %s as maxEntries', (maxEntries, shown) => {
    const create = (): unknown => createMemoryNonceStore(options({ maxEntries }))
    expect(create).toThrow(TypeError)
    expect(create).toThrow(
      `createMemoryNonceStore: "maxEntries" must be a whole number from 2 to 67108864, got ${shown}`,
    )
  })

  test('refuses unknown options, and what is no object', () => {
    expect(() => createMemoryNonceStore(options({ maxEntrys: 5 }))).toThrow(
      /createMemoryNonceStore.*maxEntrys/,
    )
    for (const wrong of [null, 1_000, 'memory', []]) {
      expect(() => createMemoryNonceStore(options(wrong))).toThrow(TypeError)
    }
  })
})

describe('a claim that no verifier makes', () => {
  const wrongTimes = [
    NaN,
    Infinity,
    -Infinity,
    8.65e15,
    -8.65e15,
    '1795000000000',
    1795n,
    null,
    undefined,
    {},
  ]
  const wrongTs = [
    '',
    ' 1',
    '1 ',
    '+1',
    '-1',
    '1.0',
    '1:',
    '1/',
    '1e3',
    '0x10',
    '\u0661',
    '1'.repeat(16),
    1795000000,
    NaN,
    null,
  ]
  const cases = [
    ...wrongTimes.map((value) => ['nowMs', value] as const),
    ...wrongTimes.map((value) => ['keepUntilMs', value] as const),
    ...[...wrongTs, undefined].map((value) => ['ts', value] as const),
    ...[undefined, null, 5, {}, ['ann']].map((value) => ['id', value] as const),
    ...[undefined, null, 5, {}, ['n']].map((value) => ['nonce', value] as const),
  ]

  test.each(cases)('throws a TypeError that names the field: %s %s', (field, value) => {
    const store = createMemoryNonceStore()
    const claim = (): unknown => store.claim(wrongUse({ [field]: value }))
    expect(claim).toThrow(TypeError)
    expect(claim).toThrow(`"${field}" must be`)
  })

  test('leaves the cache as it was', () => {
    const store = createMemoryNonceStore({ maxEntries: 2 })
    for (const [field, value] of cases) {
      const use = wrongUse({ nonce: 'wrong', [field]: value })
      expect(() => store.claim({ ...use, ...(field === 'nowMs' ? {} : { nowMs: NOW_MS + 1e9 }) })).toThrow(
        TypeError,
      )
    }
    expect([1, 2].map(() => store.claim(useOf()))).toEqual(['admitted', 'replayed'])
  })

  test('is no failure of the store when its keepUntilMs lies in the past: it is replayed', () => {
    const store = createMemoryNonceStore()
    expect(store.claim(useOf({ keepUntilMs: -1 }))).toBe('replayed')
  })
})
