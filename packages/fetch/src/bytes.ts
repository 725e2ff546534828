/**
 * A chunk of a body as bytes, whichever realm it was made in.
 *
 * @throws TypeError where it is something else
 */
export function asBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  if (!ArrayBuffer.isView(chunk)) throw new TypeError('A body must be a stream of bytes')
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}
