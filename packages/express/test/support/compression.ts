import type { RequestHandler } from 'express'
import { gzipSync } from 'node:zlib'

/** Compresses whole answers as the usual middleware does: by putting an `end` of its own in front. */
export function compression(): RequestHandler {
  return (_request, response, next) => {
    const end = response.end.bind(response) as (bytes: Buffer) => typeof response
    response.end = ((chunk?: Buffer | string, encoding?: BufferEncoding) => {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : (chunk ?? Buffer.alloc(0))
      response.setHeader('Content-Encoding', 'gzip')
      response.removeHeader('Content-Length')
      return end(gzipSync(bytes))
    }) as typeof response.end
    next()
  }
}
