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
  /** `Host`, or `:authority` over HTTP/2; default that of the server, `null` for none, which HTTP/1 alone can send. */
  host?: string | null
  headers?: Readonly<Record<string, string>>
  contentType?: string
  body?: Uint8Array | string
  /**
   * Sends the body without a length, in chunks of these sizes (the last takes the rest): under
   * `Transfer-Encoding: chunked`, or in DATA frames.
   */
  chunkBytes?: readonly number[]
  credentials?: SigningCredentials
  /** In the place of what would be signed. `hash: undefined` leaves the hash out. */
  signed?: Partial<Omit<HeaderToForge, 'credentials'>>
  /** The bytes that are hashed, where they are not the ones that are sent. */
  signedBody?: Uint8Array | string
  /** The whole header, in the place of a signed one; `null` for none. */
  authorization?: string | null
  /** Default `1.1`; of no account over HTTP/2. */
  httpVersion?: string
}

/** Where and when a request is sent. */
export interface Moment {
  port: number
  nowMs: number
  credentials: SigningCredentials
}

/** A request as it goes over the wire of HTTP/1. */
export interface WireMessage {
  authorization: string | null
  /** The request line and the headers, with the empty line. */
  head: string
  /** With its framing. */
  body: Buffer
  /** All of it. */
  bytes: Buffer
}

/** Signs a request, and writes it as it goes over the wire of HTTP/1. */
export function writeRequest(request: WireRequest, moment: Moment): WireMessage {
  const { target = '/who', httpVersion = '1.1', chunkBytes } = request
  const body = bytesOf(request.body)
  const authorization = authorizationOf(request, moment)
  const host = request.host === undefined ? `127.0.0.1:${moment.port}` : request.host
  const headers = headersOf(request, authorization)
  if (host !== null) headers.unshift(['Host', host])
  if (chunkBytes !== undefined) headers.push(['Transfer-Encoding', 'chunked'])
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = `${methodOf(request)} ${target} HTTP/${httpVersion}\r\n${lines}\r\n`
  const framed =
    chunkBytes === undefined ? body : Buffer.concat([...partsOf(body, chunkBytes).map(inChunk), LAST_CHUNK])
  return { authorization, head, body: framed, bytes: Buffer.concat([Buffer.from(head, 'latin1'), framed]) }
}

/** The chunk that ends a body in chunks. */
export const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** Frames bytes as one chunk. */
export function inChunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}

/** The method of a request. */
export function methodOf({ method, body }: WireRequest): string {
  return method ?? (body === undefined ? 'GET' : 'POST')
}

/** The headers of a request but `Host` and those of a framing in chunks, in their order. */
export function headersOf(request: WireRequest, authorization: string | null): [string, string][] {
  const { contentType, body, chunkBytes, headers = {} } = request
  const all: [string, string][] = []
  if (authorization !== null) all.push(['Authorization', authorization])
  if (contentType !== undefined) all.push(['Content-Type', contentType])
  if (chunkBytes === undefined && body !== undefined)
    all.push(['Content-Length', String(bytesOf(body).length)])
  return [...all, ...Object.entries(headers)]
}

/** The `Authorization` header of a request, signed where it does not bring one. */
export function authorizationOf(request: WireRequest, moment: Moment): string | null {
  if (request.authorization !== undefined) return request.authorization
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

/** The bytes of a body; text as UTF-8. */
export function bytesOf(body: Uint8Array | string | undefined): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body)
}

/** Cuts bytes into parts of some sizes, the last of which takes the rest. */
export function partsOf(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const parts: Buffer[] = []
  let at = 0
  for (const size of [...sizes, bytes.length]) {
    const part = bytes.subarray(at, at + size)
    at += size
    if (part.length > 0) parts.push(part)
  }
  return parts
}
