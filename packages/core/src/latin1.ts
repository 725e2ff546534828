interface Latin1Writer {
  latin1Write(text: string, offset: number): number
}

/** Bytes that ASCII text can be written into by Node's quickest writer, which its declarations lack. */
export type Latin1Buffer = Buffer & Latin1Writer

/**
 * Allocates such bytes, zeroed. Node, Bun and Deno have the writer; a runtime without it gets one made of `write`.
 */
export function allocLatin1Buffer(length: number): Latin1Buffer {
  const buffer: Buffer & Partial<Latin1Writer> = Buffer.alloc(length)
  if (typeof buffer.latin1Write === 'function') return buffer as Latin1Buffer
  return Object.assign(buffer, {
    latin1Write: (text: string, offset: number) => buffer.write(text, offset, 'latin1'),
  })
}
