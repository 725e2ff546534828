/** Walks through requests of which each can be used once, and starts over with a new store when they are used up. */
export class Cursor {
  /** Where the next slice begins. */
  at: number
  readonly #length: number
  readonly #restart: () => void

  constructor(length: number, restart: () => void) {
    this.at = length
    this.#length = length
    this.#restart = restart
  }

  /** Makes sure that `count` unused requests lie ahead. */
  prepare(count: number): void {
    if (count > this.#length)
      throw new RangeError(`a slice of ${count} requests, and only ${this.#length} are there`)
    if (this.at + count <= this.#length) return
    this.at = 0
    this.#restart()
  }
}
