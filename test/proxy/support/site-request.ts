import { signRequest } from '@hawk-auth/core'
import type { SigningCredentials } from '@hawk-auth/core'

/** What clients sign for and name in `Host`; where they really connect to is another thing. */
export const PUBLIC_HOST = 'api.example.com:8443'
/** The origin of it. */
export const PUBLIC_ORIGIN = `https://${PUBLIC_HOST}`

/** The clients of the applications. */
export const CLIENTS = {
  alice: { id: 'alice', key: 'the key of alice', approved: true },
  bob: { id: 'bob', key: 'the key of bob', approved: true },
} as const

/** A request to sign and to send. What is signed is what is sent, unless `signed` says otherwise. */
export interface SiteRequest {
  /** Default `GET`, or `POST` where there is a body. */
  method?: string
  /** Default `/who`. */
  target?: string
  credentials?: SigningCredentials
  contentType?: string
  headers?: Readonly<Record<string, string>>
  body?: Uint8Array | string
  /** Sends the body in chunks, without a length. */
  isChunked?: boolean
  /** In the place of what would be signed. */
  signed?: { origin?: string; target?: string; body?: Uint8Array | string }
  /** The hash of a body that is sent otherwise. */
  hash?: string
  /** When it is signed; default now. */
  clock?: () => number
  /** The whole header, in the place of a signed one. */
  authorization?: string
}

/** A request that was signed. */
export interface SignedSiteRequest {
  artifacts: ReturnType<typeof signRequest>['artifacts']
  method: string
  target: string
  /** All of them but the framing of the body. */
  headers: Record<string, string>
  body: Buffer
  /** As it goes over the wire of HTTP/1. */
  head: string
  bytes: Buffer
}

const CHUNK_BYTES = 10_000

/** Signs a request, as Alice for the public origin unless it says otherwise, and writes it out. */
export function writeRequest(request: SiteRequest): SignedSiteRequest {
  const { target = '/who', credentials = CLIENTS.alice, contentType, signed, isChunked = false } = request
  const method = request.method ?? (request.body === undefined ? 'GET' : 'POST')
  const body = Buffer.from(request.body ?? '')
  const { authorization, artifacts } = signRequest({
    url: (signed?.origin ?? PUBLIC_ORIGIN) + (signed?.target ?? target),
    method,
    credentials,
    payload: signed?.body ?? request.body,
    contentType,
    hash: request.hash,
    clock: request.clock,
  })
  const headers: Record<string, string> = {
    Host: PUBLIC_HOST,
    Authorization: request.authorization ?? authorization,
    ...(contentType !== undefined && { 'Content-Type': contentType }),
    ...request.headers,
  }
  const framing: Record<string, string> = isChunked
    ? { 'Transfer-Encoding': 'chunked' }
    : request.body === undefined
      ? {}
      : { 'Content-Length': String(body.length) }
  const lines = Object.entries({ ...headers, ...framing }).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), isChunked ? inChunks(body) : body])
  return { artifacts, method, target, headers, body, head, bytes }
}

/** Frames bytes as one chunk. */
export function inChunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}

function inChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; at < body.length; at += CHUNK_BYTES) {
    chunks.push(inChunk(body.subarray(at, at + CHUNK_BYTES)))
  }
  return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')])
}
