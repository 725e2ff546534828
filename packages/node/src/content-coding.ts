import { HawkError } from '@hawk-auth/core'
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzipSync,
  inflateSync,
} from 'node:zlib'
import type { BrotliDecompress, BrotliOptions, Gunzip, Inflate, ZlibOptions } from 'node:zlib'

/** A content coding that the gate takes off. Coding is not signed: the hash is over the decoded bytes. */
export type Coding = (typeof CODINGS)[number]

/** The content codings that the gate can take off. */
export const CODINGS = ['gzip', 'deflate', 'br'] as const

/** What a one-shot call gives under `info: true`; Node's declarations know only the buffer. */
interface DecodedWithEngine {
  buffer: Buffer
  engine: { bytesWritten: number }
}

type OneShot = (bytes: Buffer, options: ZlibOptions & BrotliOptions) => unknown

const ONE_SHOT: Readonly<Record<Coding, OneShot>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
}

/**
 * Decodes a whole body. What is behind the end of the coded bytes is refused: a decoder would pass it by, and nobody
 * would have signed it.
 */
export function decodeBody(coding: Coding, bytes: Buffer, maxBytes: number): Buffer | HawkError {
  const maxOutputLength = Math.max(1, Math.min(maxBytes, bufferLimit))
  try {
    const { buffer, engine } = ONE_SHOT[coding](bytes, { maxOutputLength, info: true }) as DecodedWithEngine
    if (engine.bytesWritten !== bytes.length) return undecodable()
    return buffer.length > maxBytes ? new HawkError('ERR_HAWK_PAYLOAD_TOO_LARGE') : buffer
  } catch (error) {
    const { code } = error as { code?: string }
    return code === 'ERR_BUFFER_TOO_LARGE' ? new HawkError('ERR_HAWK_PAYLOAD_TOO_LARGE') : undecodable()
  }
}

/** 2 GiB, the largest that every supported Node can hold in one buffer. */
const bufferLimit = 2 ** 31

/** The refusal of a body that is not what its Content-Encoding says. */
export function undecodable(): HawkError {
  return new HawkError('ERR_HAWK_MALFORMED', { message: 'The body does not decode' })
}

/** A decoder that works chunk by chunk. */
export type Decoder = Gunzip | Inflate | BrotliDecompress

/** Makes one. */
export function createDecoder(coding: Coding): Decoder {
  switch (coding) {
    case 'gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
  }
}
