import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HalfSipHash } from '../../src/replay-cache/half-sip-hash.js'
import { bytesOf, halfSipHash } from './published-hash.js'
import { seed } from './seed.js'

const key = [0, 1, 2, 3, 4, 5, 6, 7]
const counting = (length: number): number[] => Array.from({ length }, (_, index) => index)

/** HalfSipHash-2-4, 64 bits, of the messages (), (0), (0 1), …: vectors.h of the authors' repository. */
const published24 = [
  '218d1f59b9b83cc8',
  'be552412f8387315',
  '064f39ef7c50eb57',
  'ce0f1a45f7060679',
  'd5e78a175be52ea1',
  'cb9d7c3f2f3db580',
  'ce3e91358aa2bc25',
  'ff202728b07bc684',
  'edfee820bce4858c',
  '5b51cccc13888307',
  '95b0469f06a6f2ee',
  'ae26333994ddcd48',
  '7bc71f9faef5c799',
  '5a2352d75a0c3744',
  '3bb1a870eae8e658',
  '217d0bcb4e81c902',
]

/** HalfSipHash-1-3, 32 bits, of the same messages: the Linux kernel's own test of siphash, 32-bit machines. */
const published13 = [
  1477757078, -404200246, -1135931856, 22255929, 2114297510, -1998333797, -1610085531, -1657218602,
  1467586993, -935736595, -453365041, -1785575698, 1797785964, 1725799638, 375753340, -802850044,
]

const hex = (bytes: number[]): string => Buffer.from(bytes).toString('hex')

function fast(message: readonly number[], keyBytes: readonly number[]): string {
  const closing = message.length % 4
  const padded = [...message, ...counting(3 - closing).fill(0), message.length % 256]
  const blocks = new Int32Array(new Uint8Array(padded).buffer)
  const hash = new HalfSipHash(new Uint8Array(keyBytes))
  hash.digest(blocks, blocks.length)
  return hex([...bytesOf(hash.low), ...bytesOf(hash.high)])
}

describe('the slow HalfSipHash of these tests', () => {
  test('gives the published digests of HalfSipHash-2-4 with 64 bits', () => {
    const variant = { rounds: 2, finalRounds: 4, outputBytes: 8 } as const
    expect(published24.map((_, length) => hex(halfSipHash(counting(length), key, variant)))).toEqual(
      published24,
    )
  })

  test('gives the published digests of HalfSipHash-1-3 with 32 bits', () => {
    const variant = { rounds: 1, finalRounds: 3, outputBytes: 4 } as const
    const digests = published13.map((_, length) => halfSipHash(counting(length), key, variant))
    expect(digests).toEqual(published13.map((word) => bytesOf(word)))
  })
})

describe('HalfSipHash', () => {
  test('is HalfSipHash-1-3 with 64 bits, for every message and key', () => {
    const bytes = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(
        fc.array(bytes, { maxLength: 300 }),
        fc.array(bytes, { minLength: 8, maxLength: 8 }),
        (message, keyBytes) => {
          const variant = { rounds: 1, finalRounds: 3, outputBytes: 8 } as const
          expect(fast(message, keyBytes)).toBe(hex(halfSipHash(message, keyBytes, variant)))
        },
      ),
      { seed, numRuns: 500 },
    )
  })

  test('reads its key where the key lies in a larger buffer', () => {
    const large = new Uint8Array([9, 9, 9, ...key, 9])
    const [inside, alone] = [large.subarray(3, 11), new Uint8Array(key)].map(
      (bytes) => new HalfSipHash(bytes),
    )
    inside?.digest(new Int32Array([7, 1]), 2)
    alone?.digest(new Int32Array([7, 1]), 2)
    expect([inside?.low, inside?.high]).toEqual([alone?.low, alone?.high])
  })
})
