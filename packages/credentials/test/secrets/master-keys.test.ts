import fc from 'fast-check'
import { createDecipheriv } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { RegistryError } from '../../src/registry-error.js'
import { parseMasterKeys } from '../../src/secrets/master-keys.js'
import type { MasterKeys } from '../../src/secrets/master-keys.js'
import { secretContext } from '../../src/secrets/secret.js'
import { ids, keyBytes, masterKey, secrets, texts, thrownBy } from './support/keys.js'

const context = ['secret', 'ci-bot', 'current', 'sha256']
const wrongKey = 'ERR_REGISTRY_MASTER_KEY_WRONG'
const unreadable = 'ERR_REGISTRY_SECRET_UNREADABLE'

/** Two keys with the ids that are given, the first of which seals. */
function twoKeys(first = 'k1', second = 'k2'): MasterKeys {
  return parseMasterKeys(`${masterKey(first)},${masterKey(second)}`)
}

describe('a sealed text', () => {
  test('opens to what was sealed, in the place that it was sealed for', () => {
    fc.assert(
      fc.property(ids, keyBytes, texts, fc.array(texts), (keyId, bytes, text, place) => {
        const text1 = masterKey(keyId, bytes)
        const sealed = parseMasterKeys(text1).seal(text, place)
        expect(parseMasterKeys(text1).open(sealed, place)).toBe(text)
      }),
    )
  })

  test('is AES-256-GCM, in the form v1.<keyid>.<nonce, ciphertext and tag>, bound to version, key id and place', () => {
    const bytes = Buffer.alloc(32, 7)
    const sealed = parseMasterKeys(masterKey('k-1_A', bytes)).seal('the secret', context)
    const [version, keyId, body = ''] = sealed.split('.')
    expect([version, keyId]).toEqual(['v1', 'k-1_A'])
    const parts = Buffer.from(body, 'base64url')
    expect(parts).toHaveLength(12 + 'the secret'.length + 16)
    const decipher = createDecipheriv('aes-256-gcm', bytes, parts.subarray(0, 12))
    decipher.setAAD(Buffer.from('["v1","k-1_A","secret","ci-bot","current","sha256"]'))
    decipher.setAuthTag(parts.subarray(-16))
    expect(decipher.update(parts.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')).toBe(
      'the secret',
    )
  })

  test('of an earlier release opens for ever', () => {
    const keys = parseMasterKeys(masterKey('k1', Buffer.alloc(32, 7)))
    const sealed = 'v1.k1.AAECAwQFBgcICQoLeaGaFX57vD1X3YO80GhezLqb9QjIske9CagAQyrtnOU'
    expect(keys.open(sealed, context)).toBe('a secret of 2026')
  })

  test('is refused where any one byte of it was changed', () => {
    const keys = twoKeys()
    fc.assert(
      fc.property(secrets, fc.nat(), fc.integer({ min: 1, max: 255 }), (secret, at, flip) => {
        const bytes = Buffer.from(keys.seal(secret, context), 'latin1')
        const index = at % bytes.length
        bytes[index] = (bytes[index] ?? 0) ^ flip
        expect(thrownBy(() => keys.open(bytes.toString('latin1'), context))).toBeInstanceOf(RegistryError)
      }),
      { numRuns: 1000 },
    )
  })

  test('is refused where any one byte under its base64 was changed, and where bytes are missing or too many', () => {
    const keys = twoKeys()
    const body = Buffer.from(keys.seal('some secret', context).slice('v1.k1.'.length), 'base64url')
    const changed = [...body.keys()].map((index) => body.map((byte, at) => (at === index ? byte ^ 1 : byte)))
    const cut = [...body.keys()].map((length) => body.subarray(0, length))
    for (const bytes of [...changed, ...cut, Buffer.concat([body, Buffer.alloc(1)])]) {
      const sealed = `v1.k1.${Buffer.from(bytes).toString('base64url')}`
      expect(thrownBy(() => keys.open(sealed, context))).toMatchObject({ code: unreadable })
    }
  })

  test('has one spelling: the bits that base64 leaves over count too', () => {
    const keys = twoKeys()
    const sealed = keys.seal('x'.repeat(16), context)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const others = alphabet.split('').filter((last) => !sealed.endsWith(last))
    for (const last of others) {
      expect(thrownBy(() => keys.open(sealed.slice(0, -1) + last, context))).toMatchObject({
        code: unreadable,
      })
    }
    for (const spelling of [
      `${sealed}=`,
      `${sealed}\n`,
      ` ${sealed}`,
      sealed.replace('v1', 'V1'),
      sealed.replace('v1', 'v2'),
    ]) {
      expect(thrownBy(() => keys.open(spelling, context))).toMatchObject({ code: unreadable })
    }
  })

  test('is refused in every other place: another id, slot or algorithm', () => {
    const keys = twoKeys()
    const places = fc.record({
      id: ids,
      slot: fc.constantFrom('current' as const, 'previous' as const),
      algorithm: fc.constantFrom('sha256', 'sha384', 'sha512'),
    })
    type Place = typeof places extends fc.Arbitrary<infer P> ? P : never
    const contextOf = ({ id, slot, algorithm }: Place): string[] => secretContext(id, slot, algorithm)
    /** A place that differs in one thing alone. */
    const near = fc
      .tuple(places, places, fc.constantFrom('id', 'slot', 'algorithm'))
      .map(([place, other, field]) => [place, { ...place, [field]: other[field] }] as const)
    fc.assert(
      fc.property(secrets, near, (secret, [place, other]) => {
        fc.pre(JSON.stringify(place) !== JSON.stringify(other))
        const sealed = keys.seal(secret, contextOf(place))
        expect(thrownBy(() => keys.open(sealed, contextOf(other)))).toMatchObject({ code: unreadable })
      }),
    )
  })

  test('is refused in a place whose parts only run together the same', () => {
    const keys = twoKeys()
    const pieces = fc.array(
      fc.constantFrom('', 'a', 'b', ',', '"', '\\', '","', 'ab', '\0', '\ud800', '\ud801'),
    )
    fc.assert(
      fc.property(pieces, pieces, (one, other) => {
        fc.pre(one.length !== other.length || one.some((piece, index) => piece !== other[index]))
        expect(thrownBy(() => keys.open(keys.seal('s', one), other))).toMatchObject({ code: unreadable })
      }),
    )
  })

  test('is refused under the name of another key, one with the same bytes too', () => {
    const bytes = Buffer.alloc(32, 7)
    const sealed = parseMasterKeys(masterKey('k1', bytes)).seal('secret', context)
    const renamed = sealed.replace('v1.k1.', 'v1.k2.')
    const same = parseMasterKeys(masterKey('k2', bytes))
    expect(thrownBy(() => same.open(renamed, context))).toMatchObject({ code: unreadable })
    const keys = twoKeys()
    const moved = keys.seal('secret', context).replace('v1.k1.', 'v1.k2.')
    expect(thrownBy(() => keys.open(moved, context))).toMatchObject({ code: unreadable })
  })

  test('is refused by another key of the same name, which the message says', () => {
    const sealed = parseMasterKeys(masterKey('k1')).seal('secret', context)
    expect(thrownBy(() => parseMasterKeys(masterKey('k1')).open(sealed, context))).toMatchObject({
      code: unreadable,
      message: expect.stringContaining('"k1"') as string,
    })
  })

  test('is refused without its key; the message names that key and those there are', () => {
    const sealed = twoKeys('lost', 'k2').seal('secret', context)
    expect(thrownBy(() => twoKeys('k2', 'k3').open(sealed, context))).toMatchObject({
      code: wrongKey,
      message: 'It was sealed with the master key "lost", which is not given; given are "k2", "k3"',
    })
  })

  test('never repeats: neither as a whole nor in its nonce', () => {
    const keys = twoKeys()
    const sealed = Array.from({ length: 5000 }, () => keys.seal('the same', context))
    expect(new Set(sealed).size).toBe(5000)
    const nonces = sealed.map((each) =>
      Buffer.from(each.slice(6), 'base64url').subarray(0, 12).toString('hex'),
    )
    expect(new Set(nonces).size).toBe(5000)
  })

  test('that is no sealed text at all is refused, whatever it is', () => {
    const keys = twoKeys()
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((body) => `v1.k1.${body}`),
        ),
        (text) => {
          expect(thrownBy(() => keys.open(text, context))).toMatchObject({
            code: expect.stringMatching(/^ERR_REGISTRY_(?:SECRET_UNREADABLE|MASTER_KEY_WRONG)$/) as string,
          })
        },
      ),
    )
  })
})

describe('several master keys', () => {
  test('seal with the first, and open with each', () => {
    const [old, young] = [masterKey('old'), masterKey('young')]
    const both = parseMasterKeys(`${young},${old}`)
    expect(both.currentKeyId).toBe('young')
    const earlier = parseMasterKeys(old).seal('secret', context)
    expect(both.open(earlier, context)).toBe('secret')
    const anew = both.seal('secret', context)
    expect(parseMasterKeys(young).open(anew, context)).toBe('secret')
  })

  test('say of a sealed text whether the first sealed it', () => {
    const [old, young] = [masterKey('k1'), masterKey('k10')]
    const before = parseMasterKeys(old)
    const after = parseMasterKeys(`${young},${old}`)
    expect(after.isCurrent(before.seal('secret', context))).toBe(false)
    expect(after.isCurrent(after.seal('secret', context))).toBe(true)
    expect(before.isCurrent(after.seal('secret', context))).toBe(false)
    expect(before.isCurrent('v1.k1.')).toBe(false)
  })

  test('are read with white space around each, as a file has it', () => {
    const [one, other] = [masterKey('k1'), masterKey('k2')]
    const sealed = parseMasterKeys(other).seal('secret', context)
    const keys = parseMasterKeys(`\ufeff ${one} ,\r\n${other}\r\n`)
    expect(keys.currentKeyId).toBe('k1')
    expect(keys.open(sealed, context)).toBe('secret')
  })
})

describe('parseMasterKeys', () => {
  const good = masterKey('k1')
  const base64 = good.slice(3)

  test('takes base64 without its padding', () => {
    const sealed = parseMasterKeys(good).seal('secret', context)
    expect(parseMasterKeys(good.replace('=', '')).open(sealed, context)).toBe('secret')
  })

  test.each([
    ['nothing', '', 'there is no key'],
    ['white space alone', ' \n', 'there is no key'],
    ['a key without an id', base64, 'the key has no ":"'],
    ['an empty id', `:${base64}`, 'the id of the key must be'],
    ['an id with a dot', `k.1:${base64}`, 'the id of the key must be'],
    ['an id with a space', `k 1:${base64}`, 'the id of the key must be'],
    ['an id of 33 characters', `${'k'.repeat(33)}:${base64}`, 'the id of the key must be'],
    ['an id behind the key', `${base64}:k1`, 'the id of the key must be'],
    ['an id alone', 'k1:', 'the key must be base64'],
    ['a key in base64url', `k1:${'_-'.repeat(21)}_8`, 'the key must be base64'],
    [
      'a key with a stray character',
      `k1:${base64.slice(0, 20)} ${base64.slice(20)}`,
      'the key must be base64',
    ],
    ['two keys on two lines', `${good}\n${masterKey('k2')}`, 'the key must be base64'],
    ['a key whose last character has bits too many', `k1:${'A'.repeat(42)}B=`, 'the key must be base64'],
    ['a key with too much padding', `k1:${'A'.repeat(43)}==`, 'the key must be base64'],
    ['a key of 31 bytes', masterKey('k1', Buffer.alloc(31)), 'must have 32 bytes, got 31'],
    ['a key of 33 bytes', masterKey('k1', Buffer.alloc(33)), 'must have 32 bytes, got 33'],
    ['a key in hexadecimal', `k1:${'0123456789abcdef'.repeat(4)}`, 'must have 32 bytes, got 48'],
    ['a comma too many', `${good},`, 'key 2 of 2 is empty'],
    ['a bad key among good ones', `${good},k2:AAAA`, 'key 2 of 2 must have 32 bytes'],
    ['one id twice', `${good},${masterKey('k2')},${masterKey('k1')}`, 'keys 1 and 3 have the same id'],
    ['one key twice', `${good},k2:${base64}`, 'keys 1 and 2 are the same key'],
  ])('refuses %s, and says so', (_, text, said) => {
    const error = thrownBy(() => parseMasterKeys(text))
    expect(error).toBeInstanceOf(RegistryError)
    expect(error).toMatchObject({ code: wrongKey, message: expect.stringContaining(said) as string })
  })

  test('says nothing of the text that it refuses', () => {
    const mark = 'q8Zr'
    const marked = fc
      .tuple(fc.string(), fc.constantFrom('', ':', 'k1:', ',', 'k1:AAAA,'), fc.string(), fc.nat(60))
      .map(([before, middle, after, length]) => `${before}${middle}${mark.repeat(length + 1)}${after}`)
    fc.assert(
      fc.property(marked, (text) => {
        try {
          parseMasterKeys(text)
        } catch (error) {
          expect(error).toMatchObject({ code: wrongKey })
          expect(inspect(error, { depth: 5 })).not.toContain(mark)
        }
      }),
    )
  })
})

describe('what a log sees of master keys', () => {
  const bytes = Buffer.from('0123456789abcdefghijklmnopqrstuv')
  const keys = parseMasterKeys(masterKey('k1', bytes))
  const spellings = [
    bytes.toString('latin1'),
    bytes.toString('hex'),
    bytes.toString('base64').replace('=', ''),
  ]
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')

  test.each([
    ['inspect', inspect(keys, { depth: 20, showHidden: true, getters: true })],
    ['JSON', JSON.stringify(keys)],
    ['a spread', inspect(Object.assign({}, keys), { depth: 20, showHidden: true })],
    [
      'a structured clone',
      inspect(structuredClone(Object.assign({}, keys)), { depth: 20, showHidden: true }),
    ],
    ['its own properties', inspect(Object.getOwnPropertyDescriptors(keys), { depth: 20, showHidden: true })],
    [
      'an error',
      inspect(
        thrownBy(() => keys.open(`${keys.seal('a secret', context)}A`, context)),
        { depth: 20 },
      ),
    ],
  ])('is nothing in %s', (_, shown) => {
    for (const spelling of [...spellings, hex, 'KeyObject', 'a secret']) expect(shown).not.toContain(spelling)
  })
})
