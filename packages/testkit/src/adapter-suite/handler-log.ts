/** What a handler that reads a body to its end has seen. */
export interface SeenBody {
  chunks: Buffer[]
  /** Whether its end came. */
  hasEnded: boolean
  /** Whether the stream was closed. */
  hasClosed: boolean
  error: unknown
}

/** Counts the handlers that ran, by path: proof that a refused request reached none. */
export class HandlerLog {
  readonly runs: string[] = []
  /** What the readers of bodies saw, in the order in which they began. */
  readonly bodies: SeenBody[] = []

  /** Begins to note what one reader sees. */
  startBody(): SeenBody {
    const seen: SeenBody = { chunks: [], hasEnded: false, hasClosed: false, error: undefined }
    this.bodies.push(seen)
    return seen
  }
}
