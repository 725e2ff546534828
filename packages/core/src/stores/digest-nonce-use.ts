import { createHash } from 'node:crypto'
import type { NonceUse } from '../nonce-store.js'
import { oneShotHash } from '../digest.js'

/**
 * What a shared replay cache keys a use by: the SHA-256 of the id, the timestamp as sent and the nonce, 32 bytes. No two
 * uses are spelled alike: the timestamp is digits, the id's length stands before the id, and the nonce is what is left.
 *
 * It is not keyed: whoever can read the store learns nothing of a nonce that he could not guess, and no nonce is a secret.
 *
 * @example
 * digestNonceUse({ id: 'ci-bot', ts: '1795392000', nonce: 'k3j4' }).toString('base64url')
 */
export function digestNonceUse({ id, ts, nonce }: Pick<NonceUse, 'id' | 'ts' | 'nonce'>): Buffer {
  const text = `${ts}:${id.length}:${id}${nonce}`
  return oneShotHash === undefined
    ? createHash('sha256').update(text).digest()
    : oneShotHash('sha256', text, 'buffer')
}
