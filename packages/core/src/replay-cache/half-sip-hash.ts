/**
 * HalfSipHash-1-3 with 64 bits of output: a short keyed hash. Who does not know the key can neither foresee a
 * digest nor aim at a collision.
 *
 * Source: Aumasson and Bernstein's `halfsiphash.c`, with one round per block and three to finish.
 */
export class HalfSipHash {
  /** The first four bytes of the last digest, as a signed number. */
  low = 0
  /** The last four bytes of the last digest, as a signed number. */
  high = 0
  readonly #key0: number
  readonly #key1: number

  /** @param key - eight random bytes */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
    this.#key0 = view.getInt32(0, true)
    this.#key1 = view.getInt32(4, true)
  }

  /**
   * Hashes one message and leaves the digest in `low` and `high`: a result of its own would cost an allocation.
   *
   * @param blocks - the message as little-endian words, closed by a block of its last 0–3 bytes with its length
   * in bytes, modulo 256, on top
   * @param count - how many of `blocks` count
   */
  digest(blocks: Int32Array, count: number): void {
    // `| 0`, because otherwise V8 keeps the state as floating-point numbers, at twice the cost.
    let v0 = this.#key0 | 0
    let v1 = this.#key1 ^ 0xee
    let v2 = this.#key0 ^ 0x6c796765
    let v3 = this.#key1 ^ 0x74656462
    const half = count + 3
    const end = count + 6
    for (let step = 0; step < end; step += 1) {
      if (step === count) v2 ^= 0xee
      if (step === half) {
        this.low = v1 ^ v3
        v1 ^= 0xdd
      }
      // A block of zero changes nothing, so that finishing is the same loop.
      const block = step < count ? (blocks[step] ?? 0) : 0
      v3 ^= block
      v0 = (v0 + v1) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 + v3) | 0
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 + v1) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v2 = (v2 << 16) | (v2 >>> 16)
      v0 ^= block
    }
    this.high = v1 ^ v3
  }
}
