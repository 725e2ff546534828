import { AUTHORITY, sign } from './plan.js'
import type { Plan } from './plan.js'

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
  const { method, target, contentType } = plan
  const { framing, body } = framed(plan)
  const type = contentType === undefined ? [] : [{ name: 'Content-Type', value: contentType }]
  return {
    before: '',
    method,
    target,
    version: ' HTTP/1.1',
    lineEnd: '\r\n',
    fields: [
      { name: 'Host', value: `${AUTHORITY.host}:${AUTHORITY.port}` },
      { name: 'User-Agent', value: 'hostile' },
      { name: 'Authorization', value: sign(plan) },
      ...type,
      ...framing,
    ],
    headEnd: '\r\n',
    body,
    behind: Buffer.alloc(0),
    cut: undefined,
  }
}

function framed({ body, chunkBytes }: Plan): { framing: Field[]; body: Buffer } {
  if (body === undefined) return { framing: [], body: Buffer.alloc(0) }
  if (chunkBytes === undefined) {
    return { framing: [{ name: 'Content-Length', value: String(body.length) }], body }
  }
  return { framing: [{ name: 'Transfer-Encoding', value: 'chunked' }], body: inChunks(body, chunkBytes) }
}

/** Frames bytes as chunks of one size, with the last chunk. */
export function inChunks(bytes: Buffer, chunkBytes: number): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes)
    parts.push(inChunk(bytes.subarray(at, at + chunkBytes)))
  return Buffer.concat([...parts, LAST_CHUNK])
}

/** Frames bytes as one chunk. */
function inChunk(bytes: Buffer): Buffer {
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
