import { HalfSipHash } from './half-sip-hash.js'
import { blocksFor, writeText } from './text-blocks.js'

/** Words before a nonce: the fingerprint of its credential. */
const PREFIX = 2

/** Every text that fits a header fits the blocks at hand; a longer one gets blocks of its own for the moment. */
const LONGEST_USUAL_TEXT = 4096

/**
 * Makes the 64-bit fingerprints that stand for credentials and for uses of a nonce, so that no text is kept.
 * A collision can only refuse an honest request (its chance is the live nonces of that second / 2^64); it never
 * admits one.
 */
export class Fingerprint {
  /** The first word of the last fingerprint made, a signed number. */
  low = 0
  /** The second word of the last fingerprint made, a signed number. */
  high = 0
  readonly #hash: HalfSipHash
  readonly #blocks = new Int32Array(PREFIX + blocksFor(LONGEST_USUAL_TEXT))
  /** The last id: one credential's requests often come in a row. This one text is kept, and no other. */
  #lastId = ''
  #lastLow = 0
  #lastHigh = 0

  /** @param key - eight random bytes; caches with one key make equal fingerprints */
  constructor(key: Uint8Array) {
    this.#hash = new HalfSipHash(key)
    this.#remember('')
  }

  /** Makes the fingerprint of a credential's id. */
  ofCredential(id: string): void {
    if (id !== this.#lastId) this.#remember(id)
    this.low = this.#lastLow
    this.high = this.#lastHigh
  }

  /**
   * Makes the fingerprint of one use of a nonce within a second.
   *
   * @param credentialLow - and `credentialHigh`: the fingerprint of the credential
   * @param tsLength - how many digits `ts` has as sent: with the second, which the caller keeps apart, that tells
   * `1795` from `01795`
   */
  ofNonce(credentialLow: number, credentialHigh: number, tsLength: number, nonce: string): void {
    const blocks = this.#blocksFor(nonce)
    blocks[0] = credentialLow
    blocks[1] = credentialHigh
    this.#hash.digest(blocks, writeText(blocks, PREFIX, tsLength * 2, nonce))
    this.low = this.#hash.low
    this.high = this.#hash.high
  }

  #remember(id: string): void {
    const blocks = this.#blocksFor(id)
    this.#hash.digest(blocks, writeText(blocks, 0, 0, id))
    this.#lastId = id
    this.#lastLow = this.#hash.low
    this.#lastHigh = this.#hash.high
  }

  #blocksFor(text: string): Int32Array {
    return text.length <= LONGEST_USUAL_TEXT ? this.#blocks : new Int32Array(PREFIX + blocksFor(text.length))
  }
}
