/** Tells the source of a stream that nobody reads on. Whether it can be told is no matter. */
export function giveUp(stream: Pick<ReadableStream, 'cancel'> | null, reason?: unknown): void {
  stream?.cancel(reason).catch(() => undefined)
}
