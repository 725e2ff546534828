import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** The format: AES-256-GCM with a random nonce, and associated data as {@link associatedData} makes it. */
const VERSION = 'v1'
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** `v1.<keyid>.<base64url of nonce, ciphertext and tag>`. */
const SEALED = /^(v\d+)\.([-A-Za-z0-9_]{1,32})\.([-A-Za-z0-9_]+)$/

/** A key and the id under which others know it. */
export interface NamedKey {
  keyId: string
  key: KeyObject
}

/** A sealed text, taken apart. */
interface Sealed {
  keyId: string
  nonce: Uint8Array
  ciphertext: Uint8Array
  tag: Uint8Array
}

/** Seals text with a key for one place. */
export function sealText({ keyId, key }: NamedKey, text: string, context: readonly string[]): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedData(keyId, context))
  const ciphertext = [cipher.update(text, 'utf8'), cipher.final()]
  const sealed = Buffer.concat([nonce, ...ciphertext, cipher.getAuthTag()])
  return sealedPrefix(keyId) + sealed.toString('base64url')
}

/** How text begins that was sealed with a key. */
export function sealedPrefix(keyId: string): string {
  return `${VERSION}.${keyId}.`
}

/** Takes sealed text apart; null where it is none of this format. Each sealed text has one spelling. */
export function parseSealed(text: string): Sealed | null {
  const [, version, keyId, body] = SEALED.exec(text) ?? []
  if (version !== VERSION || keyId === undefined || body === undefined) return null
  const bytes = Buffer.from(body, 'base64url')
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== body) return null
  return {
    keyId,
    nonce: bytes.subarray(0, NONCE_BYTES),
    ciphertext: bytes.subarray(NONCE_BYTES, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
  }
}

/** Opens what was sealed with this key for this place; null for everything else. */
export function openSealed(
  { keyId, nonce, ciphertext, tag }: Sealed,
  key: KeyObject,
  context: readonly string[],
): string | null {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(associatedData(keyId, context)).setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8')
  } catch {
    // What Node says here is only that the tag does not fit.
    return null
  }
}

/** The version, the key id and the context as a JSON array: no two of them have the same text. */
function associatedData(keyId: string, context: readonly string[]): Uint8Array {
  return Buffer.from(JSON.stringify([VERSION, keyId, ...context]), 'utf8')
}
