import { gzipSync } from 'node:zlib'
import type { ProxiedAdapter } from './adapters.js'
import type { SiteRequest } from './site-request.js'

const JSON_BODY = JSON.stringify({ name: 'build', revision: '45f8637cb9f7', text: 'µ'.repeat(50) })
const MULTIPART = [
  '--edge',
  'Content-Disposition: form-data; name="log"',
  '',
  'one\r\ntwo',
  '--edge--',
  '',
].join('\r\n')

/** A body, as it is sent and as its handler must see it. */
export interface BodyKind {
  request: SiteRequest
  /** What is signed and handed on. */
  decoded: Uint8Array | string
}

/** Bodies of every kind, but those that an adapter leaves out. */
export function bodyKinds({ leavesOut = [] }: ProxiedAdapter): [name: string, kind: BodyKind][] {
  return Object.entries(BODY_KINDS).filter(([name]) => !leavesOut.includes(name))
}

/** Bodies of every kind. */
export const BODY_KINDS = {
  JSON: plain({ contentType: 'application/json', body: JSON_BODY }),
  multipart: plain({ contentType: 'multipart/form-data; boundary=edge', body: MULTIPART }),
  'two megabytes': plain({ contentType: 'application/octet-stream', body: Buffer.alloc(2 << 20, 'abc ') }),
  'in chunks': plain({ contentType: 'text/plain', body: 'chunk '.repeat(5_000), isChunked: true }),
  gzip: gzipped({ contentType: 'application/json' }),
  'gzip in chunks': gzipped({ contentType: 'application/json', isChunked: true }),
  'empty, of no length': { request: { method: 'POST' }, decoded: '' },
  'empty, of length 0': plain({ body: '' }),
  'empty, in chunks': plain({ body: '', isChunked: true }),
  'of a GET': plain({ method: 'GET', body: 'a body that few expect' }),
} satisfies Record<string, BodyKind>

function plain(request: SiteRequest & { body: Uint8Array | string }): BodyKind {
  return { request, decoded: request.body }
}

function gzipped(request: SiteRequest): BodyKind {
  const body = gzipSync(JSON_BODY)
  const headers = { 'Content-Encoding': 'gzip' }
  return { request: { ...request, headers, body, signed: { body: JSON_BODY } }, decoded: JSON_BODY }
}
