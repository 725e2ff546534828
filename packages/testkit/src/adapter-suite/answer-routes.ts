import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { SuiteRoute } from './adapter-under-test.js'

const PLAIN = { 'Content-Type': 'text/plain; charset=utf-8' } as const

/** What the answering routes send. */
export const ANSWERED_TEXT = 'one two three: \u20ac'

/** A text that compression finds worth its while. */
export const LARGE_TEXT = 'worth compressing: \u20ac '.repeat(500)

/** Handlers that answer in every way that there is. */
export const ANSWER_ROUTES: Readonly<Record<string, SuiteRoute['handle']>> = {
  text: async () => ({ headers: PLAIN, body: ANSWERED_TEXT }),
  bytes: async () => ({
    headers: { 'Content-Type': 'application/octet-stream' },
    body: Buffer.from(ANSWERED_TEXT, 'utf8'),
  }),
  json: async () => ({ body: { text: ANSWERED_TEXT } }),
  empty: async () => ({}),
  created: async () => ({ status: 201, headers: { 'X-Own': 'kept' }, body: { made: true } }),
  'no-content': async () => ({ status: 204 }),
  'not-modified': async () => ({ status: 304 }),
  stream: async () => ({
    headers: { 'Content-Type': 'text/plain' },
    body: Readable.from([Buffer.from('one '), Buffer.from('two')]),
  }),
  cached: async () => ({ headers: { 'Cache-Control': 'public, max-age=60' }, body: { text: ANSWERED_TEXT } }),
  'own-error': async () => ({ status: 422, body: { error: 'no such thing' } }),
  'thrown-error': async () => {
    throw Object.assign(new Error('the handler fails'), { status: 418, statusCode: 418, expose: true })
  },
  'head-and-end': async ({ response }) => {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' })
    response.end(ANSWERED_TEXT)
    return undefined
  },
  'head-write-end': async ({ response }) => {
    response.writeHead(200, { 'Content-Type': 'text/plain' })
    response.write('one ')
    response.end('two')
    return undefined
  },
  'large-text': async () => ({ headers: PLAIN, body: LARGE_TEXT }),
  'large-bytes': async () => ({ headers: PLAIN, body: Buffer.from(LARGE_TEXT, 'utf8') }),
  'large-json': async () => ({ body: { text: LARGE_TEXT } }),
  'large-stream': async () => ({
    headers: PLAIN,
    body: Readable.from([Buffer.from(LARGE_TEXT), Buffer.alloc(0)]),
  }),
  compressed: async () => ({
    headers: { ...PLAIN, 'Content-Encoding': 'gzip' },
    body: gzipSync(LARGE_TEXT),
  }),
}
