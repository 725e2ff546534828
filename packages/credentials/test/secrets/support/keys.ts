import fc from 'fast-check'
import { randomBytes } from 'node:crypto'

/** A master key as the variable holds it. */
export function masterKey(keyId = 'k1', bytes: Uint8Array = randomBytes(32)): string {
  return `${keyId}:${Buffer.from(bytes).toString('base64')}`
}

const ID_CHARACTERS = '-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.split('')

/** What may be the id of a credential or of a key. */
export const ids = fc.string({ unit: fc.constantFrom(...ID_CHARACTERS), minLength: 1, maxLength: 32 })

/** The 32 bytes of a key. */
export const keyBytes = fc.uint8Array({ minLength: 32, maxLength: 32 })

/** What may be a secret. */
export const secrets = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 16,
  maxLength: 255,
})

/** Text that UTF-8 can say. */
export const texts = fc.string({ unit: 'grapheme' })

/** What is thrown. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
