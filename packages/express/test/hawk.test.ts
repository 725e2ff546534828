import { createMemoryNonceStore, createVerifier, hawk, HawkError } from '@hawk-auth/express'
import express5 from 'express'
import type { ErrorRequestHandler, Request } from 'express'
import express4 from 'express4'
import { gunzipSync } from 'node:zlib'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { ALICE, options } from '../../../test/support/alice.js'
import { serve } from '../../../test/support/served.js'
import { isSignedWith, isSignedWithoutHash } from '../../../test/support/signed-answers.js'
import { compression } from './support/compression.js'

const { credentials } = options

describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('the guard on %s', (_, express) => {
  test('serves what the README shows: a guard before parsers, and auth behind them', async () => {
    const guard = hawk(options)
    const app = express()
    app.use('/api', guard)
    app.use(express.json())
    app.post('/api/jobs', (req, res) => {
      res.json({
        by: guard.auth(req).credentials.id,
        team: guard.auth(req).credentials.team,
        job: req.body as unknown,
      })
    })
    const { send } = await serve(app)
    const { status, text } = await send({
      path: '/api/jobs',
      body: '{"a":1}',
      contentType: 'application/json',
    })
    expect(status).toBe(200)
    expect(JSON.parse(text)).toEqual({ by: 'alice', team: 'builders', job: { a: 1 } })
    expect((await send({ path: '/api/jobs', isSigned: false })).status).toBe(401)
  })

  test('puts the sender on req.hawk, without a key, and leaves it absent for nobody', async () => {
    const seen: Request['hawk'][] = []
    const app = express()
    app.use(hawk({ ...options, required: false }))
    app.get('/', (req, res) => {
      seen.push(req.hawk)
      res.end()
    })
    const { send } = await serve(app)
    await send()
    await send({ isSigned: false })
    expect(seen[0]?.credentials).toEqual({ id: 'alice', approved: true, team: 'builders' })
    expect(seen[1]).toBeUndefined()
  })

  test('stands before a single route, and leaves others alone', async () => {
    const guard = hawk(options)
    const app = express()
    app.post('/guarded', guard, express.text(), (req, res) =>
      res.send(`${guard.auth(req).credentials.id} ${String(req.body)}`),
    )
    app.get('/open', (_req, res) => res.send('open'))
    const { send } = await serve(app)
    expect((await send({ path: '/guarded', body: 'text', contentType: 'text/plain' })).text).toBe(
      'alice text',
    )
    expect((await send({ path: '/open', isSigned: false })).text).toBe('open')
    expect((await send({ path: '/guarded', method: 'POST', isSigned: false })).status).toBe(401)
  })

  test('gives routes of their own policies one verifier', async () => {
    const verifier = createVerifier({ ...options, nonces: createMemoryNonceStore({ maxEntries: 100 }) })
    const large = hawk({ verifier, streamPayload: true, maxPayloadBytes: 10_000_000 })
    const app = express()
    app.post('/upload', large, (req, res) => {
      let bytes = 0
      req.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => res.send(`${bytes} bytes`))
    })
    app.use(hawk({ verifier, maxPayloadBytes: 10 }), express.text())
    app.post('/small', (req, res) => res.send(req.body))
    const { send } = await serve(app)
    const body = 'x'.repeat(3_000_000)
    expect((await send({ path: '/upload', body })).text).toBe('3000000 bytes')
    expect((await send({ path: '/small', body: 'small', contentType: 'text/plain' })).text).toBe('small')
    expect((await send({ path: '/small', body })).status).toBe(413)
  })

  test("hands refusals to the application's own error handler, as HawkErrors", async () => {
    const app = express()
    app.use(hawk(options))
    const show: ErrorRequestHandler = (error: unknown, _req, res, next) => {
      if (!(error instanceof HawkError)) {
        next(error)
        return
      }
      res.status(error.status).set(error.headers).json({ code: error.code })
    }
    app.use(show)
    const { send } = await serve(app)
    const { status, headers, text } = await send({ credentials: { ...ALICE, key: 'another key' } })
    expect([status, headers['www-authenticate'], text]).toEqual([
      401,
      'Hawk error="Bad mac"',
      '{"code":"ERR_HAWK_BAD_MAC"}',
    ])
  })

  test('answers a refused body that the error handler would wait for', async () => {
    const app = express()
    app.use(hawk(options))
    const waiting: ErrorRequestHandler = (error: HawkError, req, res, _next) => {
      req.resume().on('end', () => res.status(error.status).end('after the end'))
    }
    app.use(waiting)
    const { send } = await serve(app)
    const { text } = await send({ body: 'small', credentials: { ...ALICE, key: 'another key' } })
    expect(text).toBe('after the end')
  })

  test('throws ERR_HAWK_NOT_GUARDED where a route stands outside', async () => {
    const guard = hawk(options)
    const codes: unknown[] = []
    const app = express()
    app.get('/', (req, res) => {
      try {
        guard.auth(req)
      } catch (error) {
        codes.push((error as HawkError).code)
      }
      res.end()
    })
    app.use(guard)
    const { send } = await serve(app)
    await send()
    expect(codes).toEqual(['ERR_HAWK_NOT_GUARDED'])
  })

  test('does not take the word of another guard for its own', async () => {
    const verifier = createVerifier(options)
    const [outer, inner] = [hawk({ verifier }), hawk({ verifier })]
    const app = express()
    app.get('/', outer, (req, res) => {
      expect(outer.auth(req).credentials.id).toBe('alice')
      expect(() => inner.auth(req)).toThrow(HawkError)
      res.send('done')
    })
    const { send } = await serve(app)
    expect((await send()).text).toBe('done')
  })

  test('believes a proxy only where the application trusts its address', async () => {
    for (const [trust, status] of [
      ['loopback', 200],
      ['10.0.0.0/8', 401],
      [1, 200],
      [false, 401],
    ] as const) {
      const app = express()
      app.set('trust proxy', trust)
      app.use(hawk(options))
      app.get('/', (_req, res) => res.send('in'))
      const { send, port } = await serve(app)
      // Sent to another host than it was signed for, with the right one told by a proxy.
      const headers = { Host: 'internal:1', 'X-Forwarded-Host': `127.0.0.1:${port}` }
      expect((await send({ headers })).status).toBe(status)
    }
  })

  test('works in an application that is mounted in another', async () => {
    const guard = hawk(options)
    const inner = express()
    inner.use(guard, express.json())
    inner.post('/deep', (req, res) =>
      res.json({ url: req.originalUrl, by: guard.auth(req).credentials.id, body: req.body as unknown }),
    )
    const app = express()
    app.use('/outer', inner)
    const { send } = await serve(app)
    const { text } = await send({ path: '/outer/deep?a=%20b', body: '{}', contentType: 'application/json' })
    expect(JSON.parse(text)).toEqual({ url: '/outer/deep?a=%20b', by: 'alice', body: {} })
  })

  test('does not exempt preflights: cors goes before it', async () => {
    const app = express()
    app.use(hawk(options))
    const { send } = await serve(app)
    expect((await send({ method: 'OPTIONS', isSigned: false })).status).toBe(401)
  })

  describe('signs answers', () => {
    const signing = { ...options, signResponses: true }

    test('over the decoded body where compression is mounted before the guard', async () => {
      const app = express()
      app.use(compression(), hawk(signing))
      app.get('/', (_req, res) => res.json({ text: 'compressed' }))
      const { send } = await serve(app)
      const answer = await send()
      expect(answer.headers['content-encoding']).toBe('gzip')
      isSignedWith(answer, gunzipSync(answer.body))
    })

    test('without a hash where compression is mounted behind the guard, never with a wrong one', async () => {
      const app = express()
      app.use(hawk(signing), compression())
      app.get('/', (_req, res) => res.json({ text: 'compressed' }))
      const { send } = await serve(app)
      isSignedWithoutHash(await send())
    })

    test('without a hash where Express finds that the client has it already', async () => {
      const app = express()
      app.use(hawk(signing))
      app.get('/', (_req, res) => res.json({ text: 'unchanged' }))
      const { send } = await serve(app)
      const { headers } = await send()
      const again = await send({ headers: { 'If-None-Match': headers['etag'] ?? '' } })
      expect(again.status).toBe(304)
      expect(again.headers['server-authorization']).toMatch(/^Hawk mac="[^"]+"$/)
    })
  })

  test('tells of a request that is not one of Express, by an error, and lets nothing pass', async () => {
    const request = new IncomingMessage(new Socket())
    const heard: unknown[] = []
    await hawk(options)(request, new ServerResponse(request), (error) => heard.push(error))
    expect(heard).toEqual([
      expect.objectContaining({ message: expect.stringContaining('@hawk-auth/node') as unknown }),
    ])
    expect(heard[0]).toBeInstanceOf(TypeError)
  })
})

describe('hawk', () => {
  test.each([
    ['an option that nobody knows', { credentials, requierd: false }, /requierd/],
    ['no store', {}, /credentials/],
    ['required: 1', { credentials, required: 1 }, /"required"/],
    ['a policy that nobody knows', { credentials, payload: 'always' }, /"payload"/],
    ['a publicUrl that is no URL', { credentials, publicUrl: 'api.example.com' }, /"publicUrl"/],
    ['a publicUrl with a query', { credentials, publicUrl: 'https://a.example/?x' }, /"publicUrl"/],
    ['an empty list of publicUrls', { credentials, publicUrl: [] }, /"publicUrl"/],
    ['maxPayloadBytes as text', { credentials, maxPayloadBytes: '1mb' }, /"maxPayloadBytes"/],
    ['a verifier beside its options', { credentials, verifier: createVerifier({ credentials }) }, /exclude/],
    ['bewit: 60', { credentials, bewit: 60 }, /"bewit"/],
  ])('refuses %s at once', (_, wrong, message) => {
    expect(() => hawk(wrong as never)).toThrow(TypeError)
    expect(() => hawk(wrong as never)).toThrow(message)
  })
})
