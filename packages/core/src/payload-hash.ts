import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { HawkAlgorithm } from './credentials.js'
import { oneShotHash } from './digest.js'
import { PAYLOAD_SUFFIX, payloadPrefix } from './protocol/index.js'

/** Up to here one hash call over a copy is quicker than a Hash object. */
const SMALL_BYTES = 4096

/**
 * The payload hash: a hash (not an HMAC) over `hawk.1.payload`, the content type and the body, fed chunk by chunk.
 * Source: Hawk `API.md`, "Payload Validation".
 */
export class PayloadHash {
  /** Whether no byte of a body has come. */
  isEmpty = true
  readonly #algorithm: HawkAlgorithm
  readonly #prefix: string
  /** The prefix and a small first chunk, copied, so that a body of one chunk is hashed in one call. */
  #small: Buffer | undefined
  #hash: Hash | undefined

  constructor(algorithm: HawkAlgorithm, contentType: string | undefined) {
    this.#algorithm = algorithm
    this.#prefix = payloadPrefix(contentType)
  }

  /** Takes the next bytes of the body (text as UTF-8); they are not kept. */
  update(chunk: Uint8Array | string): void {
    if (chunk.length === 0) return
    const isFirst = this.isEmpty
    this.isEmpty = false
    if (isFirst && oneShotHash !== undefined && chunk.length <= SMALL_BYTES) {
      this.#small = smallPayload(this.#prefix, chunk)
      return
    }
    this.#stream().update(chunk)
  }

  /** The hash in base64. Nothing may be added afterwards. */
  digest(): string {
    if (this.#hash !== undefined) return this.#hash.update(PAYLOAD_SUFFIX).digest('base64')
    if (oneShotHash === undefined) return this.#stream().update(PAYLOAD_SUFFIX).digest('base64')
    return oneShotHash(this.#algorithm, this.#small ?? this.#prefix + PAYLOAD_SUFFIX, 'base64')
  }

  #stream(): Hash {
    if (this.#hash !== undefined) return this.#hash
    this.#hash = createHash(this.#algorithm)
    return this.#small === undefined
      ? this.#hash.update(this.#prefix)
      : this.#hash.update(this.#small.subarray(0, -PAYLOAD_SUFFIX.length))
  }
}

/** The whole of a body that came in one chunk, as it is hashed. A copy: the caller may reuse its buffer. */
function smallPayload(prefix: string, chunk: Uint8Array | string): Buffer {
  if (typeof chunk === 'string') return Buffer.from(prefix + chunk + PAYLOAD_SUFFIX, 'utf8')
  const prefixBytes = Buffer.byteLength(prefix, 'utf8')
  const whole = Buffer.allocUnsafe(prefixBytes + chunk.length + PAYLOAD_SUFFIX.length)
  whole.write(prefix, 'utf8')
  whole.set(chunk, prefixBytes)
  whole.write(PAYLOAD_SUFFIX, prefixBytes + chunk.length, 'latin1')
  return whole
}

/**
 * The payload hash of a whole body, in base64.
 *
 * @param contentType - the `Content-Type` header as sent; its parameters are left out
 */
export function hashPayload(
  algorithm: HawkAlgorithm,
  payload: Uint8Array | string,
  contentType: string | undefined,
): string {
  const hash = new PayloadHash(algorithm, contentType)
  hash.update(payload)
  return hash.digest()
}
