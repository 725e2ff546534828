import { hawk } from '@hawk-auth/node'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { findRecord } from '../candidates/record.js'
import { PUBLIC_URL } from '../candidates/requests.js'

/** How an upload is taken: by a plain handler, by one that hashes it itself, or through our guard, streaming. */
export const UPLOAD_WAYS = ['plain', 'hashing', 'guard'] as const
export type UploadWay = (typeof UPLOAD_WAYS)[number]

/** A server that takes uploads, and answers how many bytes came. */
export function createUploadServer(way: UploadWay): Server {
  const server = createServer(LISTENERS[way]())
  server.requestTimeout = 0
  return server
}

const LISTENERS: Readonly<Record<UploadWay, () => RequestListener>> = {
  plain: () => takeUpload,
  hashing: () => (request, response) => {
    const hash = createHash('sha256')
    request.on('data', (chunk: Buffer) => hash.update(chunk))
    request.on('end', () => response.setHeader('ETag', `"${hash.digest('base64')}"`))
    takeUpload(request, response)
  },
  guard: () => {
    const guard = hawk({ credentials: findRecord, publicUrl: PUBLIC_URL, streamPayload: true })
    const listener = guard.wrap(takeUpload)
    return (request, response) => void listener(request, response)
  },
}

function takeUpload(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0
  request.on('data', (chunk: Buffer) => (bytes += chunk.length))
  request.on('end', () => response.end(String(bytes)))
}
