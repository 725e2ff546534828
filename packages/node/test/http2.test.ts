import { verifyResponse } from '@hawk-auth/core'
import { eventually } from '@hawk-auth/testkit'
import { constants } from 'node:http2'
import type { ClientHttp2Session } from 'node:http2'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ALICE, answerOf, Http2App } from './support/http2-app.js'
import type { Http2Setup } from './support/http2-app.js'
import { rawHttp2Request } from './support/raw-http2.js'

const LARGE = Buffer.alloc(900_000, 'a large body ')
const BAD_MAC = { signed: { mac: 'AAAA' } } as const

describe.each(['h2c', 'TLS'] as const)('the guard over HTTP/2, %s', (transport) => {
  async function start(
    setup: Omit<Http2Setup, 'transport'> = {},
  ): Promise<{ app: Http2App; session: ClientHttp2Session }> {
    const app = new Http2App({ ...setup, transport })
    onTestFinished(() => app.close())
    return { app, session: await app.session() }
  }

  /** A store that answers when it is told to. */
  function held(): { find: NonNullable<Http2Setup['find']>; release: () => void; isAsked: () => boolean } {
    let release = (): void => undefined
    let isAsked = false
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const find = async (): Promise<typeof ALICE> => {
      isAsked = true
      await released
      return ALICE
    }
    return { find, release: () => release(), isAsked: () => isAsked }
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

  test('accepts a GET with a body', async () => {
    const { app, session } = await start()
    const answer = await app.send(session, { method: 'GET', signedBody: 'unusual' }, 'unusual')
    expect(answer).toMatchObject({ status: 200, text: 'read 7' })
  })

  test('accepts a body that comes while a store is asked, and takes no more than a window of it before', async () => {
    const { find, release, isAsked } = held()
    const { app, session } = await start({ find })
    const stream = app.begin(session, { signedBody: LARGE })
    stream.end(LARGE)
    await eventually(isAsked, 'a pending lookup')
    release()
    expect(await answerOf(stream)).toMatchObject({ status: 200, text: `read ${LARGE.length}` })
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

  test('refuses an endless body under a bad MAC, and takes little of it', async () => {
    const { app, session } = await start()
    const stream = app.begin(session, BAD_MAC)
    let writtenBytes = 0
    const pump = (): void => {
      while (!stream.destroyed && !stream.writableEnded && stream.write(LARGE)) writtenBytes += LARGE.length
    }
    stream.on('drain', pump)
    pump()
    expect((await answerOf(stream)).status).toBe(401)
    await eventually(() => stream.closed && app.streams[0]?.destroyed === true, 'the end of the stream')
    expect(writtenBytes).toBeLessThan(4 * 1_048_576)
    expect(await app.send(session, { method: 'GET' })).toMatchObject({ status: 200 })
  })

  test.each([
    ['part of its body', LARGE.subarray(0, 1000)],
    ['all of its body but the end', LARGE],
  ])('survives a client that dies after %s, and runs no handler', async (_, sent) => {
    const { app, session } = await start()
    const stream = app.begin(session, { signedBody: LARGE })
    stream.write(sent)
    await eventually(() => app.streams.length === 1, 'the request')
    session.destroy()
    await eventually(() => app.streams[0]?.destroyed === true, 'the end of the stream')
    const next = await app.session()
    expect(await app.send(next, { method: 'GET', path: '/next' })).toMatchObject({ status: 200 })
    expect(app.runs.map(({ path }) => path)).toEqual(['/next'])
  })

  test.each([
    ['cancels the stream', 'cancel'],
    ['ends the session', 'destroy'],
  ])('survives a client that %s while a store is asked, and runs no handler', async (_, how) => {
    const { find, release, isAsked } = held()
    const { app, session } = await start({ find })
    const stream = app.begin(session, { signedBody: 'the body' })
    stream.write('the ')
    await eventually(isAsked, 'a pending lookup')
    if (how === 'cancel') stream.close(constants.NGHTTP2_CANCEL)
    else session.destroy()
    await eventually(() => app.streams[0]?.destroyed === true, 'the end of the stream')
    release()
    const next = await app.session()
    expect(await app.send(next, { method: 'GET', path: '/next' })).toMatchObject({ status: 200 })
    expect(app.runs.map(({ path }) => path)).toEqual(['/next'])
  })

  test('refuses a Host that differs from :authority [M8]', async () => {
    const { app, session } = await start()
    const headers = { ':authority': `127.0.0.1:${app.port}`, host: 'tenant-b.example' }
    const answer = await app.send(session, { method: 'GET', headers })
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'ERR_HAWK_MALFORMED' })
    expect(app.runs).toEqual([])
  })

  test('takes a Host that equals :authority', async () => {
    const { app, session } = await start()
    const authority = `127.0.0.1:${app.port}`
    const answer = await app.send(session, {
      method: 'GET',
      headers: { ':authority': authority, host: authority },
    })
    expect(answer.status).toBe(200)
  })

  test('verifies against :authority, with the port of the scheme where it has none', async () => {
    const { app, session } = await start()
    const headers = { ':authority': 'example.com' }
    const port = transport === 'TLS' ? 443 : 80
    const answer = await app.send(session, { method: 'GET', headers, signed: { host: 'example.com', port } })
    expect(answer.status).toBe(200)
  })

  test('streams a body, and breaks a forged one off before its end', async () => {
    const { app, session } = await start({ guard: { streamPayload: true } })
    expect(await app.send(session, { signedBody: LARGE }, LARGE)).toMatchObject({
      status: 200,
      text: `read ${LARGE.length}`,
    })
    const answer = await app.send(session, { signedBody: 'another' }, LARGE)
    expect(answer.status).toBe(401)
    expect(app.runs[1]?.error).toMatchObject({ code: 'ERR_HAWK_BAD_PAYLOAD_HASH' })
    expect(await app.send(session, { method: 'GET' })).toMatchObject({ status: 200 })
  })

  test('survives a client that dies while its body flows', async () => {
    const { app, session } = await start({ guard: { streamPayload: true } })
    const stream = app.begin(session, { signedBody: LARGE })
    stream.write(LARGE.subarray(0, 500_000))
    await eventually(() => (app.runs[0]?.body.length ?? 0) > 0, 'the first bytes at the handler')
    session.destroy()
    await eventually(() => app.streams[0]?.destroyed === true, 'the end of the stream')
    const next = await app.session()
    expect(await app.send(next, { method: 'GET' })).toMatchObject({ status: 200 })
    expect(app.runs[0]?.body.equals(LARGE)).toBe(false)
  })

  test('signs answers', async () => {
    const { app, session } = await start({ guard: { signResponses: true } })
    const ts = String(app.clock() / 1000)
    const signed = {
      ts,
      nonce: 'n',
      method: 'GET',
      target: '/',
      host: '127.0.0.1',
      port: app.port,
      hash: undefined,
      ext: undefined,
      app: undefined,
      dlg: undefined,
    }
    const { headers, text } = await app.send(session, { method: 'GET', signed })
    const serverAuthorization = String(headers['server-authorization'])
    const verdict = verifyResponse({
      credentials: ALICE,
      artifacts: signed,
      serverAuthorization,
      payload: text,
      contentType: 'text/plain',
    })
    expect(verdict).toMatchObject({ ok: true, payloadVerified: true })
  })

  test('passes nobody where nobody is required, with the body', async () => {
    const { app, session } = await start({ guard: { required: false } })
    const stream = session.request({ ':method': 'POST', ':path': '/' })
    stream.end(LARGE)
    expect(await answerOf(stream)).toMatchObject({ status: 200, text: `read ${LARGE.length}` })
    expect(app.runs[0]?.auth).toBeNull()
  })
})

test('the guard over HTTP/2 refuses two authorization fields', async () => {
  const app = new Http2App({ transport: 'h2c' })
  onTestFinished(() => app.close())
  await app.session()
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
