import { hashPayload } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { createFakeClock, forgeAuthorization } from '@hawk-auth/testkit'
import type { HeaderToForge } from '@hawk-auth/testkit'
import fc from 'fast-check'
import { HONEST } from './senders.js'

/** The clock of servers and senders; it stands, so that a seed gives the same bytes every time. */
export const clock = createFakeClock()

/** What a request is sent to, whatever port the server has: the same bytes again. */
export const AUTHORITY = { host: 'api.example.test', port: 8080 } as const

/** The largest body that the guards take, in bytes. */
export const MAX_PAYLOAD_BYTES = 4096

/** The paths that have a handler, for every method. */
export const PATHS = ['/run', '/other/run'] as const

/** The nonces that were used before a campaign begins, by every honest sender. */
export const USED_NONCES = ['used-1', 'used-2', 'used-3'] as const

/** What somebody means to send, before it is signed. */
export interface Plan {
  credentials: HawkCredentials
  method: string
  target: string
  nonce: string
  contentType: string | undefined
  body: Buffer | undefined
  /** Sends the body in chunks of so many bytes, instead of with its length. */
  chunkBytes: number | undefined
  /** What is hashed in the place of the body, or of its content type. */
  hashed: { body?: Buffer; contentType?: string }
  /** In the place of what would be signed. */
  signed: Partial<Omit<HeaderToForge, 'credentials'>>
}

/** One header, with the bytes around it. */
export interface Field {
  name: string
  value: string
  /** Default `: `. */
  colon?: string
  /** Default CR LF. */
  end?: string
}

/** A request, part by part, as it will be written; all text is Latin-1. */
export interface Draft {
  before: string
  method: string
  target: string
  /** With its space; empty for none. */
  version: string
  lineEnd: string
  fields: Field[]
  headEnd: string
  /** With its framing. */
  body: Buffer
  behind: Buffer
  /** How much of the head and the body is sent. */
  cut: { part: 'head' | 'body'; fraction: number } | undefined
}

/** Signs a plan and lays it out. Nothing is wrong with it yet. */
export function draftOf(plan: Plan): Draft {
  const { method, target, contentType, body, chunkBytes } = plan
  const fields: Field[] = [
    { name: 'Host', value: `${AUTHORITY.host}:${AUTHORITY.port}` },
    { name: 'User-Agent', value: 'hostile' },
    { name: 'Authorization', value: sign(plan) },
  ]
  if (contentType !== undefined) fields.push({ name: 'Content-Type', value: contentType })
  if (body !== undefined) {
    const isChunked = chunkBytes !== undefined
    fields.push(
      isChunked
        ? { name: 'Transfer-Encoding', value: 'chunked' }
        : { name: 'Content-Length', value: String(body.length) },
    )
  }
  return {
    before: '',
    method,
    target,
    version: ' HTTP/1.1',
    lineEnd: '\r\n',
    fields,
    headEnd: '\r\n',
    body: body === undefined ? Buffer.alloc(0) : chunkBytes === undefined ? body : inChunks(body, chunkBytes),
    behind: Buffer.alloc(0),
    cut: undefined,
  }
}

/** Signs a plan. */
export function sign({
  credentials,
  method,
  target,
  nonce,
  contentType,
  body,
  hashed,
  signed,
}: Plan): string {
  const payload = hashed.body ?? body
  return forgeAuthorization({
    credentials,
    method,
    target,
    ...AUTHORITY,
    ts: String(clock() / 1000),
    nonce,
    hash:
      payload && hashPayload(credentials.algorithm ?? 'sha256', payload, hashed.contentType ?? contentType),
    ...signed,
  })
}

/** Frames bytes as chunks of one size, with the last chunk. */
export function inChunks(bytes: Buffer, chunkBytes: number): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes)
    parts.push(inChunk(bytes.subarray(at, at + chunkBytes)))
  return Buffer.concat([...parts, LAST_CHUNK])
}

/** Frames bytes as one chunk. */
export function inChunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}

/** What ends a body in chunks. */
export const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** The head of a draft, whole. */
export function headOf({ before, method, target, version, lineEnd, fields, headEnd }: Draft): string {
  const lines = fields.map(({ name, value, colon = ': ', end = '\r\n' }) => name + colon + value + end)
  return `${before}${method} ${target}${version}${lineEnd}${lines.join('')}${headEnd}`
}

/** Writes a draft as the bytes that are sent. */
export function writeDraft(draft: Draft): Buffer {
  const head = Buffer.from(headOf(draft), 'latin1')
  switch (draft.cut?.part) {
    case 'head':
      return head.subarray(0, upTo(head, draft.cut.fraction))
    case 'body':
      return Buffer.concat([head, draft.body.subarray(0, upTo(draft.body, draft.cut.fraction))])
    case undefined:
      return Buffer.concat([head, draft.body, draft.behind])
  }
}

/** A place in some bytes, never behind the last of them. */
function upTo({ length }: Buffer, fraction: number): number {
  return Math.max(0, Math.min(length - 1, Math.floor(fraction * length)))
}

const targets = fc
  .tuple(fc.constantFrom(...PATHS), fc.constantFrom('', '?', '?a=1', "?b=%20'&c", '?d=http://x/y'))
  .map(([path, query]) => path + query)

const bodies = fc.oneof(
  fc.constant(Buffer.from('{"amount":100}')),
  fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.nat({ max: 2000 }).map((length) => Buffer.alloc(length + 1, 'body ')),
)

const framings = fc.record({
  body: bodies,
  chunkBytes: fc.option(fc.constantFrom(1, 7, 300, 5000), { nil: undefined, freq: 2 }),
  contentType: fc.constantFrom(undefined, 'text/plain', 'application/json; charset=utf-8'),
})

const NO_BODY = { body: undefined, chunkBytes: undefined, contentType: undefined }

/** Plans of honest senders, without a nonce yet. */
export const plans: fc.Arbitrary<Omit<Plan, 'nonce'>> = fc
  .record({
    credentials: fc.constantFrom(HONEST.alice, HONEST.bob),
    target: targets,
    sent: fc.oneof(
      fc.record({ method: fc.constantFrom('GET', 'HEAD', 'DELETE', 'POST'), framing: fc.constant(NO_BODY) }),
      fc.record({ method: fc.constantFrom('POST', 'PUT', 'PATCH'), framing: framings }),
    ),
    signed: fc.constantFrom<Plan['signed']>({}, { ext: 'some ext' }, { app: 'an-app', dlg: 'somebody' }),
  })
  .map(({ credentials, target, sent: { method, framing }, signed }) => ({
    credentials,
    method,
    target,
    ...framing,
    hashed: {},
    signed,
  }))

/** The plan with a body that is not empty, whose method may have one. */
export function withBody(plan: Plan): Plan {
  if (plan.body !== undefined) return plan
  return { ...plan, method: plan.method === 'POST' ? 'POST' : 'PUT', body: Buffer.from('some body') }
}
