import { hashPayload } from '@hawk-auth/core'
import type { SigningCredentials } from '@hawk-auth/core'
import { randomUUID } from 'node:crypto'
import { forgeAuthorization } from '../forge-authorization.js'
import type { HeaderToForge } from '../forge-authorization.js'

/** A request to sign and to send. What is signed is what is sent, unless `signed` says otherwise. */
export interface WireRequest {
  /** Default `GET`, or `POST` where there is a body. */
  method?: string
  /** Default `/who`. */
  target?: string
  /** The `Host` header; default that of the server, `null` for none. */
  host?: string | null
  headers?: Readonly<Record<string, string>>
  contentType?: string
  body?: Uint8Array | string
  /** Sends the body in chunks of these sizes (the last takes the rest) under `Transfer-Encoding: chunked`. */
  chunkBytes?: readonly number[]
  credentials?: SigningCredentials
  /** In the place of what would be signed. `hash: undefined` leaves the hash out. */
  signed?: Partial<Omit<HeaderToForge, 'credentials'>>
  /** The bytes that are hashed, where they are not the ones that are sent. */
  signedBody?: Uint8Array | string
  /** The whole header, in the place of a signed one; `null` for none. */
  authorization?: string | null
  /** Default `1.1`. */
  httpVersion?: string
}

/** Where and when a request is sent. */
export interface Moment {
  port: number
  nowMs: number
  credentials: SigningCredentials
}

/** A request as it goes over the wire. */
export interface WireMessage {
  authorization: string | null
  /** The request line and the headers, with the empty line. */
  head: string
  /** With its framing. */
  body: Buffer
  /** All of it. */
  bytes: Buffer
}

/** Signs a request, and writes it as it goes over the wire. */
export function writeRequest(request: WireRequest, moment: Moment): WireMessage {
  const { target = '/who', httpVersion = '1.1', chunkBytes, contentType } = request
  const body = bytesOf(request.body)
  const authorization =
    request.authorization === undefined ? authorizationOf(request, moment) : request.authorization
  const host = request.host === undefined ? `127.0.0.1:${moment.port}` : request.host
  const headers: [string, string][] = []
  if (host !== null) headers.push(['Host', host])
  if (authorization !== null) headers.push(['Authorization', authorization])
  if (contentType !== undefined) headers.push(['Content-Type', contentType])
  if (chunkBytes !== undefined) headers.push(['Transfer-Encoding', 'chunked'])
  else if (request.body !== undefined) headers.push(['Content-Length', String(body.length)])
  headers.push(...Object.entries(request.headers ?? {}))
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = `${methodOf(request)} ${target} HTTP/${httpVersion}\r\n${lines}\r\n`
  const framed = chunkBytes === undefined ? body : inChunks(body, chunkBytes)
  return { authorization, head, body: framed, bytes: Buffer.concat([Buffer.from(head, 'latin1'), framed]) }
}

function methodOf({ method, body }: WireRequest): string {
  return method ?? (body === undefined ? 'GET' : 'POST')
}

function authorizationOf(request: WireRequest, moment: Moment): string {
  const { credentials = moment.credentials, contentType, body, target = '/who' } = request
  const payload = request.signedBody ?? body
  const hash =
    payload === undefined ? undefined : hashPayload(credentials.algorithm ?? 'sha256', payload, contentType)
  return forgeAuthorization({
    credentials,
    method: methodOf(request),
    target,
    host: '127.0.0.1',
    port: moment.port,
    ts: String(Math.floor(moment.nowMs / 1000)),
    nonce: randomUUID(),
    hash,
    ...request.signed,
  })
}

function bytesOf(body: Uint8Array | string | undefined): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body)
}

/** Writes bytes in chunks, with the last one that ends them. */
export function inChunks(bytes: Buffer, sizes: readonly number[]): Buffer {
  const parts: Buffer[] = []
  let at = 0
  for (const size of [...sizes, bytes.length]) {
    const part = bytes.subarray(at, at + size)
    at += size
    if (part.length > 0) parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}
