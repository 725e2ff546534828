/** Takes a body in the stead of the request's readers. */
export interface BodySink {
  /** Takes a chunk; false asks the source to wait until the gate pulls. */
  take(chunk: Buffer): boolean
  /** Hears that the body has come to its end. */
  end(): void
}
