import { signRequest } from '@hawk-auth/core'
import Hawk from 'hawk'
import { once } from 'node:events'
import { request as sendRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { text } from 'node:stream/consumers'
import { RECORD } from '../candidates/record.js'
import { HOST_HEADER, PUBLIC_URL, TARGET } from '../candidates/requests.js'

const CHUNK = Buffer.alloc(64 << 10, 'All work and no play makes Jack a dull boy. ')
const CONTENT_TYPE = 'application/octet-stream'

/** The payload hash of an upload; by the reference, as it would be wrong to hold our hash against itself. */
export function hashUpload(chunks: number): string {
  const hash = Hawk.crypto.initializePayloadHash('sha256', CONTENT_TYPE)
  for (const chunk of uploadChunks(chunks)) hash.update(chunk)
  return Hawk.crypto.finalizePayloadHash(hash)
}

/** Sends a signed upload of so many chunks of 64 kB; gives the seconds that it took. */
export async function upload(port: number, chunks: number, hash: string): Promise<number> {
  const { authorization } = signRequest({
    url: PUBLIC_URL + TARGET,
    method: 'POST',
    credentials: RECORD,
    contentType: CONTENT_TYPE,
    hash,
  })
  const start = performance.now()
  const request = sendRequest({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: TARGET,
    headers: {
      Host: HOST_HEADER,
      Authorization: authorization,
      'Content-Type': CONTENT_TYPE,
      'Content-Length': chunks * CHUNK.length,
    },
  })
  const responding = once(request, 'response')
  await pipeline(Readable.from(uploadChunks(chunks)), request)
  const [response] = (await responding) as [IncomingMessage]
  const answer = await text(response)
  if (answer !== String(chunks * CHUNK.length)) {
    throw new Error(`an upload was answered ${String(response.statusCode)} "${answer}"`)
  }
  return (performance.now() - start) / 1000
}

function* uploadChunks(count: number): Generator<Buffer> {
  for (let sent = 0; sent < count; sent += 1) yield CHUNK
}
