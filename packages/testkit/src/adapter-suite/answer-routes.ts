import { Readable } from 'node:stream'
import type { SuiteRoute } from './adapter-under-test.js'

/** What the answering routes send. */
export const ANSWERED_TEXT = 'one two three: \u20ac'

/** Handlers that answer in every way that there is. */
export const ANSWER_ROUTES: Readonly<Record<string, SuiteRoute['handle']>> = {
  text: async () => ({ headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: ANSWERED_TEXT }),
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
  'by-hand': async ({ response }) => {
    response.writeHead(200, { 'Content-Type': 'text/plain' })
    response.write('one ')
    response.end('two')
    return undefined
  },
}
