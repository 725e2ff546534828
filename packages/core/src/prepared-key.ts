import { createHash } from 'node:crypto'
import type { HawkAlgorithm, HawkKey } from './credentials.js'
import { DIGESTS, oneShotHash, plainHmac } from './digest.js'
import { allocLatin1Buffer } from './latin1.js'
import type { Latin1Buffer } from './latin1.js'

const INNER_PAD = 0x36
const OUTER_PAD = 0x5c
const ASCII = 0x80

/**
 * A key made ready for HMAC (RFC 2104): both pads are derived once, so that a MAC is two one-shot hashes. Its key is
 * held in private fields that no JSON, spread or inspection shows.
 */
export class PreparedKey {
  readonly algorithm: HawkAlgorithm
  readonly #innerPad: Buffer
  /** The inner pad as text, where every byte of it is ASCII: text is hashed quicker than bytes. */
  readonly #innerPadText: string | undefined
  /** The outer pad and, behind it, room for the inner digest. */
  readonly #outer: Latin1Buffer
  readonly #blockBytes: number
  readonly #key: Uint8Array

  constructor(algorithm: HawkAlgorithm, key: HawkKey) {
    // Everybody can make the MAC of an empty key.
    if (key.length === 0) throw new TypeError('a key must not be empty')
    const { blockBytes, digestBytes } = DIGESTS[algorithm]
    const bytes = typeof key === 'string' ? Buffer.from(key, 'utf8') : Buffer.from(key)
    const block = Buffer.alloc(blockBytes)
    block.set(bytes.length > blockBytes ? createHash(algorithm).update(bytes).digest() : bytes)
    this.algorithm = algorithm
    this.#key = bytes
    this.#blockBytes = blockBytes
    this.#innerPad = block.map((byte) => byte ^ INNER_PAD) as Buffer
    this.#innerPadText = this.#innerPad.every((byte) => byte < ASCII)
      ? this.#innerPad.toString('latin1')
      : undefined
    this.#outer = allocLatin1Buffer(blockBytes + digestBytes)
    this.#outer.set(block.map((byte) => byte ^ OUTER_PAD))
  }

  /** The MAC of `text` (as UTF-8), in base64. */
  mac(text: string): string {
    if (oneShotHash === undefined) return plainHmac(this.algorithm, this.#key, text)
    const inner =
      this.#innerPadText === undefined
        ? oneShotHash(this.algorithm, Buffer.concat([this.#innerPad, Buffer.from(text, 'utf8')]), 'binary')
        : oneShotHash(this.algorithm, this.#innerPadText + text, 'binary')
    this.#outer.latin1Write(inner, this.#blockBytes)
    return oneShotHash(this.algorithm, this.#outer, 'base64')
  }
}
