import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { RegistryError } from '../../src/registry-error.js'
import { checkSecret, createSecret, fingerprintOf, secretContext } from '../../src/secrets/secret.js'
import { keyBytes, secrets, thrownBy } from './support/keys.js'

describe('createSecret', () => {
  test('makes 43 base64url characters of 32 bytes that checkSecret takes', () => {
    const secret = createSecret()
    expect(secret).toMatch(/^[-A-Za-z0-9_]{43}$/)
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    expect(checkSecret(secret, false)).toBe(secret)
  })

  test('never makes the same twice, and uses every bit', () => {
    const made = Array.from({ length: 2000 }, createSecret)
    expect(new Set(made).size).toBe(2000)
    const seen = made
      .map((secret) => Buffer.from(secret, 'base64url'))
      .reduce((bits, bytes) => bits.map((bit, at) => bit | (bytes[at] ?? 0)), new Uint8Array(32))
    expect(seen.every((byte) => byte === 0xff)).toBe(true)
  })
})

describe('checkSecret', () => {
  test('takes printable ASCII of 16 to 255 bytes as it is', () => {
    fc.assert(fc.property(secrets, (secret) => checkSecret(secret, false) === secret))
    expect(checkSecret('!'.repeat(16), false)).toHaveLength(16)
    expect(checkSecret('~'.repeat(255), false)).toHaveLength(255)
  })

  test("takes Treeherder's UUIDs", () => {
    const uuid = '3b6c9a3e-1f0c-4d53-9b8c-0f6f3c1f7a55'
    expect(checkSecret(uuid, false)).toBe(uuid)
  })

  test('takes less than 16 bytes only where weak ones are allowed', () => {
    const weak = '!'.repeat(15)
    expect(checkSecret(weak, true)).toBe(weak)
    expect(thrownBy(() => checkSecret(weak, false))).toMatchObject({ code: 'ERR_REGISTRY_WEAK_SECRET' })
  })

  test.each([
    ['nothing', undefined, 'must be text, got undefined'],
    ['bytes', Buffer.from('abc'), 'must be text, got an object'],
    ['a number', 1e20, 'must be text'],
    ['an array', ['a'.repeat(20)], 'must be text, got an array'],
    ['empty text', '', 'must not be empty'],
    ['256 bytes', 'a'.repeat(256), 'at most 255 bytes'],
    ['a space', `a b${'c'.repeat(20)}`, 'without spaces'],
    ['a newline at the end', `${'c'.repeat(20)}\n`, 'newline'],
    ['a control character', `${'c'.repeat(20)}\u001b`, 'printable ASCII'],
    ['DEL', `${'c'.repeat(20)}\u007f`, 'printable ASCII'],
    ['a letter beyond ASCII', `${'c'.repeat(20)}é`, 'printable ASCII'],
  ])('refuses %s, weak ones allowed or not', (_, secret, said) => {
    for (const allowWeak of [false, true]) {
      const error = thrownBy(() => checkSecret(secret, allowWeak))
      expect(error).toBeInstanceOf(RegistryError)
      expect(error).toMatchObject({
        code: 'ERR_REGISTRY_BAD_INPUT',
        message: expect.stringContaining(said) as string,
      })
    }
  })

  test('says nothing of a secret that it refuses', () => {
    const mark = 'q8Zr'
    const refused = fc.oneof(
      fc.constant(mark),
      fc.string().map((text) => `${mark} ${text}`),
      fc.nat(300).map((more) => mark.repeat(64) + 'x'.repeat(more)),
      fc.constantFrom([mark], { secret: mark }, Symbol(mark), () => mark, { toString: () => mark }),
    )
    fc.assert(
      fc.property(refused, (secret) => {
        expect(
          inspect(
            thrownBy(() => checkSecret(secret, false)),
            { depth: 5 },
          ),
        ).not.toContain(mark)
      }),
    )
  })
})

describe('fingerprintOf', () => {
  test('is HMAC-SHA256 in base64url', () => {
    // RFC 4231, test case 2.
    expect(fingerprintOf(Buffer.from('Jefe'), 'what do ya want for nothing?')).toBe(
      Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex').toString(
        'base64url',
      ),
    )
    fc.assert(
      fc.property(keyBytes, secrets, (key, secret) => {
        const expected = createHmac('sha256', key).update(secret).digest('base64url')
        expect(fingerprintOf(key, secret)).toBe(expected)
      }),
    )
  })
})

describe('secretContext', () => {
  test('is another for another id, slot or algorithm', () => {
    const contexts = ['a', 'b'].flatMap((id) =>
      (['current', 'previous'] as const).flatMap((slot) =>
        ['sha256', 'sha512'].map((algorithm) => JSON.stringify(secretContext(id, slot, algorithm))),
      ),
    )
    expect(new Set(contexts).size).toBe(8)
  })
})
