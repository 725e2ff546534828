/** What is read of an answer's body at most, in bytes and in chunks. */
const MAX_BYTES = 1_048_576
const MAX_CHUNKS = 64

/** A body that was at hand, whole; or all of it as a stream, of which the beginning was read already. */
export type BodyAtHand = { isWhole: true; bytes: Uint8Array } | { isWhole: false; stream: ReadableStream }

/**
 * Reads a body as far as it is there without waiting: text, bytes, JSON and blobs in memory are there within one turn of
 * the event loop; what comes from a disk or a network is not.
 */
export async function readAtHand(body: ReadableStream<unknown>): Promise<BodyAtHand> {
  const reader = body.getReader()
  const chunks: unknown[] = []
  const turn = startTurn()
  let bytes = 0
  let pending: ReturnType<typeof reader.read> | undefined
  try {
    while (chunks.length < MAX_CHUNKS && bytes <= MAX_BYTES) {
      pending = reader.read()
      const read = await Promise.race([pending, turn.isOver])
      if (read === undefined) break
      if (read.done) return { isWhole: true, bytes: joined(chunks as Uint8Array[], bytes) }
      pending = undefined
      chunks.push(read.value)
      // Whoever sends the answer will complain of what is no bytes.
      if (!(read.value instanceof Uint8Array)) break
      bytes += read.value.length
    }
  } catch {
    // The stream has failed: whoever sends the answer meets its error behind what came before.
  } finally {
    turn.end()
  }
  return { isWhole: false, stream: resumed(chunks, pending, reader) }
}

/** One turn of the event loop. */
function startTurn(): { isOver: Promise<undefined>; end: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  const isOver = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, 0, undefined)
  })
  return { isOver, end: () => clearTimeout(timer) }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks
  if (only !== undefined && chunks.length === 1) return only
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** What was read, then what is still to come, as it comes. */
function resumed(
  chunks: unknown[],
  pending: ReturnType<typeof reader.read> | undefined,
  reader: ReadableStreamDefaultReader<unknown>,
): ReadableStream {
  let next = pending
  return new ReadableStream(
    {
      pull: async (controller) => {
        if (chunks.length > 0) {
          controller.enqueue(chunks.shift())
          return
        }
        const { done, value } = await (next ?? reader.read())
        next = undefined
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
