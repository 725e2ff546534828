import type { BodySink } from './body-sink.js'

/** After a refusal this much of what still arrives is thrown away, in bytes; then the source waits. */
export const MAX_DISCARDED_BYTES = 1_048_576

/** Throws away what arrives of a refused body. */
export class Discard implements BodySink {
  #bytes = 0

  take(chunk: Buffer): boolean {
    this.#bytes += chunk.length
    return this.#bytes < MAX_DISCARDED_BYTES
  }

  end(): void {
    // Nobody waits for it.
  }
}
