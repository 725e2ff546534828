/** Smaller chunks than this are copied together, in blocks of this size, in bytes. */
const BLOCK_BYTES = 16_384

/**
 * Keeps the chunks of a body in little more memory than their bytes. The sender chooses where chunks end, and a Buffer
 * for every single byte would take two hundred times what is counted.
 */
export class PackedChunks {
  #chunks: Buffer[] = []
  #block: Buffer | undefined
  #blockBytes = 0

  /** Adds a chunk behind the others. */
  add(chunk: Buffer): void {
    // A body of one chunk is kept as it came.
    if (chunk.length >= BLOCK_BYTES || (this.#block === undefined && this.#chunks.length === 0)) {
      this.#closeBlock()
      this.#chunks.push(chunk)
      return
    }
    if (this.#blockBytes + chunk.length > BLOCK_BYTES) this.#closeBlock()
    this.#block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES)
    this.#block.set(chunk, this.#blockBytes)
    this.#blockBytes += chunk.length
  }

  /** Gives all of them, and forgets them. */
  take(): Buffer[] {
    this.#closeBlock()
    const chunks = this.#chunks
    this.#chunks = []
    return chunks
  }

  #closeBlock(): void {
    if (this.#block !== undefined) this.#chunks.push(Buffer.from(this.#block.subarray(0, this.#blockBytes)))
    this.#block = undefined
    this.#blockBytes = 0
  }
}
