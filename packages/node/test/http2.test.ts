import { eventually } from '@hawk-auth/testkit'
import { constants } from 'node:http2'
import type { ClientHttp2Session } from 'node:http2'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ALICE } from '../../../test/support/alice.js'
import { answerOf, Http2App } from './support/http2-app.js'
import type { Http2Setup } from './support/http2-app.js'
import { rawHttp2Request } from './support/raw-http2.js'

const LARGE = Buffer.alloc(900_000, 'a large body ')
const BAD_MAC = { signed: { mac: 'AAAA' } } as const

/** What the adapter suite, whose HTTP/2 goes over TLS and through a client that sends no field twice, can't show. */
describe('the guard over HTTP/2 in the clear', () => {
  async function start(setup: Http2Setup = {}): Promise<{ app: Http2App; session: ClientHttp2Session }> {
    const app = new Http2App(setup)
    onTestFinished(() => app.close())
    return { app, session: await app.session() }
  }

  test('accepts a GET without a body', async () => {
    const { app, session } = await start()
    expect(await app.send(session, { method: 'GET', path: '/a?b=1' })).toMatchObject({
      status: 200,
      text: 'read 0',
    })
    expect(app.runs.map(({ path, auth }) => [path, auth?.credentials.id])).toEqual([['/a?b=1', 'alice']])
  })

  test.each([
    ['at once', undefined],
    ['later', async () => Promise.resolve(ALICE)],
  ])('accepts bodies without a length, where stores answer %s', async (_, find) => {
    const { app, session } = await start(find && { find })
    for (const body of ['', 'small', LARGE]) {
      const answer = await app.send(session, { signedBody: body }, body)
      expect(answer).toMatchObject({ status: 200, text: `read ${Buffer.byteLength(body)}` })
    }
    expect(app.runs.at(-1)?.body.equals(LARGE)).toBe(true)
  })

  test.each(['small', LARGE])('refuses a forged body, and no handler runs', async (body) => {
    const { app, session } = await start()
    const answer = await app.send(session, { signedBody: 'another' }, body)
    expect(answer.status).toBe(401)
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'ERR_HAWK_BAD_PAYLOAD_HASH' })
    expect(app.runs).toEqual([])
  })

  test('refuses a bad MAC while the body is open, closes the stream without an error, and keeps the session', async () => {
    const { app, session } = await start()
    const stream = app.begin(session, BAD_MAC)
    stream.write('the body begins')
    const answer = await answerOf(stream)
    expect(answer).toMatchObject({ status: 401, headers: { 'cache-control': 'no-store' } })
    await eventually(() => stream.closed && app.streams[0]?.destroyed === true, 'the end of the stream')
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR)
    expect(await app.send(session, { method: 'GET' })).toMatchObject({ status: 200 })
    expect(app.runs).toHaveLength(1)
  })

  test('verifies against :authority, with port 80 where it has none', async () => {
    const { app, session } = await start()
    const headers = { ':authority': 'example.com' }
    const signed = { host: 'example.com', port: 80 }
    expect((await app.send(session, { method: 'GET', headers, signed })).status).toBe(200)
  })

  test('refuses two authorization fields', async () => {
    const { app } = await start()
    const authorization = app.sign({ method: 'GET' })
    const fields: [string, string][] = [
      [':method', 'GET'],
      [':scheme', 'http'],
      [':path', '/'],
      [':authority', `127.0.0.1:${app.port}`],
      ['authorization', authorization],
    ]
    expect(await rawHttp2Request(app.port, [...fields, ['authorization', 'Bearer x']])).toBe(400)
    expect(app.runs).toEqual([])
    expect(await rawHttp2Request(app.port, fields)).toBe(200)
  })
})
