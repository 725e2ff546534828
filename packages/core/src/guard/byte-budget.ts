/** Bounds what all bodies that one guard holds take together. */
export class ByteBudget {
  #freeBytes: number

  constructor(bytes: number) {
    this.#freeBytes = bytes
  }

  /** Takes room for some bytes; false, taking none, where there is not enough. */
  reserve(bytes: number): boolean {
    if (bytes > this.#freeBytes) return false
    this.#freeBytes -= bytes
    return true
  }

  /** Gives room back. */
  free(bytes: number): void {
    this.#freeBytes += bytes
  }
}
