import { createHmac, randomBytes } from 'node:crypto'
import { kindOf } from '../checks/bad-input.js'
import { RegistryError } from '../registry-error.js'
import type { SecretSlot } from '../schema.js'

const SECRET_BYTES = 32
const MIN_BYTES = 16
const MAX_BYTES = 255
const PRINTABLE = /^[\x21-\x7e]+$/

/** A new secret: 32 random bytes as 43 base64url characters. The text itself is the Hawk key; it is never decoded. */
export function createSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

/**
 * Checks a secret that exists already. No message holds anything of it.
 *
 * @param secret - 1 to 255 bytes of printable ASCII without spaces
 * @param allowWeak - whether it may have less than 16 bytes
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`, `ERR_REGISTRY_WEAK_SECRET`
 */
export function checkSecret(secret: unknown, allowWeak: boolean): string {
  if (typeof secret !== 'string') throw badSecret(`must be text, got ${kindOf(secret)}`)
  if (secret === '') throw badSecret('must not be empty')
  if (secret.length > MAX_BYTES) throw badSecret(`must be at most ${MAX_BYTES} bytes`)
  if (!PRINTABLE.test(secret)) {
    throw badSecret('must be printable ASCII without spaces; a newline at its end counts')
  }
  if (secret.length >= MIN_BYTES || allowWeak) return secret
  throw new RegistryError(
    'ERR_REGISTRY_WEAK_SECRET',
    `The secret has less than ${MIN_BYTES} bytes and can be guessed; give a longer one, or let one be made`,
  )
}

/** What tells whether two secrets are the same without telling them: HMAC-SHA256 in base64url. */
export function fingerprintOf(key: Uint8Array, secret: string): string {
  return createHmac('sha256', key).update(secret, 'utf8').digest('base64url')
}

/** The place of a secret, for which it is sealed. */
export function secretContext(id: string, slot: SecretSlot, algorithm: string): string[] {
  return ['secret', id, slot, algorithm]
}

function badSecret(what: string): RegistryError {
  return new RegistryError('ERR_REGISTRY_BAD_INPUT', `The secret ${what}`)
}
