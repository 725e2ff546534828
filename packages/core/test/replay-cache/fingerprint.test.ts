import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Fingerprint } from '../../src/replay-cache/fingerprint.js'
import { bytesOf, halfSipHash } from './published-hash.js'
import { seed } from './seed.js'

const key = [77, 1, 200, 3, 4, 255, 6, 9]
const variant = { rounds: 1, finalRounds: 3, outputBytes: 8 } as const

/** Any text, short and long: digits and letters, all of Unicode, lone surrogates, one wide character among narrow ones. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  codeUnits(0xffff),
  codeUnits(0xff),
  codeUnits(0xff, 300),
  fc.tuple(codeUnits(0xff, 150), codeUnits(0xffff, 1), codeUnits(0xff, 150)).map((parts) => parts.join('')),
)

function codeUnits(max: number, maxLength = 40): fc.Arbitrary<string> {
  return fc.array(fc.integer({ min: 0, max }), { maxLength }).map((units) => String.fromCharCode(...units))
}

function made(fingerprint: Fingerprint): number[] {
  return [...bytesOf(fingerprint.low), ...bytesOf(fingerprint.high)]
}

function ofCredential(id: string): number[] {
  const fingerprint = new Fingerprint(new Uint8Array(key))
  fingerprint.ofCredential(id)
  return made(fingerprint)
}

function ofNonce(use: { low: number; high: number; tsLength: number; nonce: string }): number[] {
  const fingerprint = new Fingerprint(new Uint8Array(key))
  fingerprint.ofNonce(use.low, use.high, use.tsLength, use.nonce)
  return made(fingerprint)
}

/** The bytes of a text, and the marker of their width, worked out with Node's own encoders. */
function encoded(value: string): { wide: number; bytes: number[] } {
  const isWide = Buffer.from(value, 'latin1').toString('latin1') !== value
  return { wide: isWide ? 1 : 0, bytes: [...Buffer.from(value, isWide ? 'utf16le' : 'latin1')] }
}

describe('Fingerprint', () => {
  test('of a credential is the hash of a marker and every byte of its id', () => {
    fc.assert(
      fc.property(text, (id) => {
        const { wide, bytes } = encoded(id)
        expect(ofCredential(id)).toEqual(halfSipHash([...bytesOf(wide), ...bytes], key, variant))
      }),
      { seed, numRuns: 500 },
    )
  })

  test('of a nonce is the hash of its credential, the length of ts and every byte of the nonce', () => {
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    const tsLengths = fc.integer({ min: 1, max: 15 })
    fc.assert(
      fc.property(word, word, tsLengths, text, (low, high, tsLength, nonce) => {
        const { wide, bytes } = encoded(nonce)
        const message = [...bytesOf(low), ...bytesOf(high), ...bytesOf(tsLength * 2 + wide), ...bytes]
        expect(ofNonce({ low, high, tsLength, nonce })).toEqual(halfSipHash(message, key, variant))
      }),
      { seed, numRuns: 500 },
    )
  })

  test('covers every character of a text that is longer than any header', () => {
    const long = 'n'.repeat(9_001)
    const prints = [long, `${long}n`, `m${long.slice(1)}`, `${long.slice(1)}m`, `${long.slice(1)}\u0161`].map(
      (nonce) => ofNonce({ low: 1, high: 2, tsLength: 10, nonce }).join(),
    )
    expect(new Set(prints).size).toBe(5)
    const { bytes } = encoded(long)
    const message = [...bytesOf(1), ...bytesOf(2), ...bytesOf(20), ...bytes]
    expect(prints[0]).toBe(halfSipHash(message, key, variant).join())
  })

  test('of a text of any length is the same, whatever was made before it', () => {
    const fingerprint = new Fingerprint(new Uint8Array(key))
    for (let length = 0; length < 300; length += 1) {
      fingerprint.ofNonce(5, 6, 10, '\xff'.repeat(400))
      fingerprint.ofNonce(1, 2, 10, 'n'.repeat(length))
      const message = [...bytesOf(1), ...bytesOf(2), ...bytesOf(20), ...encoded('n'.repeat(length)).bytes]
      expect(made(fingerprint)).toEqual(halfSipHash(message, key, variant))
    }
  })

  test.each([
    ['characters that differ above 0xff alone', ['a', '\u0161', '\u0261', '\u6161']],
    ['wide text and the same bytes as narrow text', ['\u0161', 'a\u0001', 'a\u0001\u0000\u0000']],
    ['text and the same text with zeros behind', ['', '\0', '\0\0', '\0\0\0', '\0\0\0\0']],
    ['wide text and the same text with zeros behind', ['\u0161', '\u0161\0', '\u0161\0\0', '\u0161\0\0\0']],
    [
      'a wide character in any place, and none',
      ['abcde', '\u0161bcde', 'a\u0162cde', 'ab\u0163de', 'abc\u0164e', 'abcd\u0165'],
    ],
    [
      'a wide character in long text, and none',
      ['a', '\u0161', '\u0261'].flatMap((unit) => [
        `${unit}${'n'.repeat(99)}`,
        `${'n'.repeat(50)}${unit}${'n'.repeat(49)}`,
        `${'n'.repeat(99)}${unit}`,
      ]),
    ],
  ])('tells apart %s', (_, texts) => {
    expect(new Set(texts.map((id) => ofCredential(id).join())).size).toBe(texts.length)
    const nonces = texts.map((nonce) => ofNonce({ low: 1, high: 2, tsLength: 10, nonce }).join())
    expect(new Set(nonces).size).toBe(texts.length)
  })

  test('is the same whichever id was asked for before', () => {
    const fingerprint = new Fingerprint(new Uint8Array(key))
    for (const id of ['', 'ann', 'ann', 'bob', '', 'ann']) {
      fingerprint.ofNonce(5, 6, 10, 'between')
      fingerprint.ofCredential(id)
      expect(made(fingerprint)).toEqual(ofCredential(id))
    }
  })

  test('differs from cache to cache', () => {
    const other = new Fingerprint(new Uint8Array([...key.slice(0, 7), 8]))
    other.ofCredential('ann')
    expect(made(other)).not.toEqual(ofCredential('ann'))
  })
})
