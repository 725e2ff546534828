import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { HawkAlgorithm } from './credentials.js'
import { oneShotHash } from './digest.js'
import { PAYLOAD_SUFFIX, payloadPrefix } from './protocol/index.js'

/** Up to here a body of one chunk is hashed in one call over a copy, which is quicker than a Hash object. */
const SMALL_BYTES = 4096
const LINE_FEED = 0x0a

/** Where a small body is put together; kept for good, because to allocate costs as much as to hash. */
const scratch = Buffer.alloc(2 * SMALL_BYTES)
/** Views of its beginning, by length: to make one costs a quarter of the hash. */
const views: (Buffer | undefined)[] = []
/** Whose body is in it. */
const lease: { tenant: PayloadHash | undefined } = { tenant: undefined }

/**
 * The payload hash: a hash (not an HMAC) over `hawk.1.payload`, the content type and the body, fed chunk by chunk.
 * Source: Hawk `API.md`, "Payload Validation".
 */
export class PayloadHash {
  /** Whether no byte of a body has come. */
  isEmpty = true
  readonly #algorithm: HawkAlgorithm
  readonly #prefix: Buffer
  /** How much of the scratch is this body's, prefix included, while it is the tenant. */
  #scratchBytes = 0
  #hash: Hash | undefined

  constructor(algorithm: HawkAlgorithm, contentType: string | undefined) {
    this.#algorithm = algorithm
    this.#prefix = prefixBytes(contentType)
  }

  /** Takes the next bytes of the body (text as UTF-8); they are not kept. */
  update(chunk: Uint8Array | string): void {
    if (chunk.length === 0) return
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk
    if (this.isEmpty && this.#fitsScratch(bytes)) this.#moveIn(bytes)
    else this.#stream().update(bytes)
    this.isEmpty = false
  }

  /** The hash in base64. Nothing may be added afterwards. */
  digest(): string {
    if (this.isEmpty && this.#fitsScratch(NOTHING)) this.#moveIn(NOTHING)
    if (lease.tenant !== this || oneShotHash === undefined) {
      return this.#stream().update(PAYLOAD_SUFFIX).digest('base64')
    }
    lease.tenant = undefined
    const length = this.#scratchBytes + 1
    scratch[length - 1] = LINE_FEED
    return oneShotHash(this.#algorithm, (views[length] ??= scratch.subarray(0, length)), 'base64')
  }

  #fitsScratch(bytes: Uint8Array): boolean {
    return bytes.length <= SMALL_BYTES && this.#prefix.length < SMALL_BYTES && oneShotHash !== undefined
  }

  #moveIn(bytes: Uint8Array): void {
    if (lease.tenant !== undefined) lease.tenant.#stream()
    scratch.set(this.#prefix)
    scratch.set(bytes, this.#prefix.length)
    this.#scratchBytes = this.#prefix.length + bytes.length
    lease.tenant = this
  }

  /** The Hash object, with everything that has come. Whoever is in the scratch moves out. */
  #stream(): Hash {
    this.#hash ??= createHash(this.#algorithm).update(
      lease.tenant === this ? scratch.subarray(0, this.#scratchBytes) : this.#prefix,
    )
    if (lease.tenant === this) lease.tenant = undefined
    return this.#hash
  }
}

const NOTHING = new Uint8Array(0)

/** The prefix of the last content type: a server hears the same one again and again. */
let lastContentType: string | undefined
let lastPrefix = Buffer.from(payloadPrefix(undefined), 'utf8')

function prefixBytes(contentType: string | undefined): Buffer {
  if (contentType === lastContentType) return lastPrefix
  lastContentType = contentType
  lastPrefix = Buffer.from(payloadPrefix(contentType), 'utf8')
  return lastPrefix
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
