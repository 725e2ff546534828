import bodyParser from '@koa/bodyparser'
import cors from '@koa/cors'
import { createBewit } from '@hawk-auth/core'
import { createMemoryNonceStore, createVerifier, hawk, HawkError } from '@hawk-auth/koa'
import type { HawkAuth } from '@hawk-auth/koa'
import { eventually, RawConnection } from '@hawk-auth/testkit'
import Router from '@koa/router'
import Koa from 'koa'
import type { Middleware } from 'koa'
import type { Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { ALICE, clock, options } from '../../../test/support/alice.js'
import { serve } from '../../../test/support/served.js'

const FORGER = { ...ALICE, key: 'another key' }

describe('the guard on Koa', () => {
  test('serves what the README shows: a guard before parsers, and auth behind them', async () => {
    const guard = hawk(options)
    const app = new Koa()
    app.use(guard)
    app.use(bodyParser())
    app.use((ctx) => {
      const { id, team } = guard.auth(ctx).credentials
      ctx.body = { by: id, team, job: ctx.request.body }
    })
    const { send } = await serve(app.callback())
    const { status, text } = await send({ path: '/jobs', body: '{"a":1}', contentType: 'application/json' })
    expect(status).toBe(200)
    expect(JSON.parse(text)).toEqual({ by: 'alice', team: 'builders', job: { a: 1 } })
    expect((await send({ path: '/jobs', isSigned: false })).status).toBe(401)
  })

  test('puts the sender on ctx.state.hawk, without a key, and leaves it absent for nobody', async () => {
    const seen: unknown[] = []
    const app = new Koa()
    app.use(hawk({ ...options, required: false }))
    app.use((ctx) => {
      seen.push('hawk' in ctx.state && ctx.state.hawk?.credentials)
      ctx.body = ''
    })
    const { send } = await serve(app.callback())
    await send()
    await send({ isSigned: false })
    expect(seen).toEqual([{ id: 'alice', approved: true, team: 'builders' }, false])
  })

  test('serves an application that has a state of its own', async () => {
    interface MyState {
      trace: string
    }
    const guard = hawk(options)
    const app = new Koa<MyState>()
    app.use(async (ctx, next) => {
      ctx.state.trace = 'traced'
      await next()
    })
    app.use(guard)
    app.use((ctx) => {
      ctx.body = `${ctx.state.trace} ${guard.auth(ctx).credentials.id}`
    })
    const { send } = await serve(app.callback())
    expect((await send()).text).toBe('traced alice')
  })

  test('stands before a single route of a router, and leaves others alone', async () => {
    const guard = hawk(options)
    const router = new Router()
    router.post('/guarded/:id', guard, bodyParser({ enableTypes: ['text'] }), (ctx) => {
      ctx.body = `${guard.auth(ctx).credentials.id} ${ctx.params['id'] ?? ''} ${String(ctx.request.body)}`
    })
    router.get('/open', (ctx) => {
      ctx.body = 'open'
    })
    const { send } = await serve(new Koa().use(router.routes()).callback())
    const guarded = { path: '/guarded/7', body: 'text', contentType: 'text/plain' }
    expect((await send(guarded)).text).toBe('alice 7 text')
    expect((await send({ path: '/open', isSigned: false })).text).toBe('open')
    expect((await send({ ...guarded, isSigned: false })).status).toBe(401)
  })

  test('gives routes of their own policies one verifier', async () => {
    const verifier = createVerifier({ ...options, nonces: createMemoryNonceStore({ maxEntries: 100 }) })
    const router = new Router()
    router.post(
      '/upload',
      hawk({ verifier, streamPayload: true, maxPayloadBytes: 10_000_000 }),
      async (ctx) => {
        let bytes = 0
        for await (const chunk of ctx.req) bytes += (chunk as Buffer).length
        ctx.body = `${bytes} bytes`
      },
    )
    const app = new Koa().use(router.routes()).use(hawk({ verifier, maxPayloadBytes: 10 }))
    app.use(bodyParser({ enableTypes: ['text'] })).use((ctx) => {
      ctx.body = ctx.request.body as string
    })
    const { send } = await serve(app.callback())
    const body = 'x'.repeat(3_000_000)
    expect((await send({ path: '/upload', body })).text).toBe('3000000 bytes')
    expect((await send({ path: '/small', body: 'small', contentType: 'text/plain' })).text).toBe('small')
    expect((await send({ path: '/small', body })).status).toBe(413)
  })

  test('throws refusals, which Koa answers itself and prints nothing of', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { send } = await serve(new Koa().use(hawk(options)).callback())
    const { status, headers, text } = await send({ credentials: FORGER })
    expect([status, headers['www-authenticate'], headers['cache-control'], text]).toEqual([
      401,
      'Hawk error="Bad mac"',
      'no-store',
      'Bad mac',
    ])
    expect(printed).not.toHaveBeenCalled()
    printed.mockRestore()
  })

  test("hands refusals to the application's own error middleware, as HawkErrors", async () => {
    const app = new Koa()
    app.use(async (ctx, next) => {
      try {
        await next()
      } catch (error) {
        if (!(error instanceof HawkError)) throw error
        ctx.status = error.status
        ctx.set(error.headers)
        ctx.body = { code: error.code }
      }
    })
    app.use(hawk(options))
    const { send } = await serve(app.callback())
    const { status, headers, text } = await send({ body: 'a body', credentials: FORGER })
    expect([status, headers['content-type'], headers['www-authenticate'], text]).toEqual([
      401,
      'application/json; charset=utf-8',
      'Hawk error="Bad mac"',
      '{"code":"ERR_HAWK_BAD_MAC"}',
    ])
  })

  test('answers a refused body that the error middleware would wait for', async () => {
    const app = new Koa()
    app.use(async (ctx, next) => {
      try {
        await next()
      } catch (error) {
        let bytes = 0
        for await (const chunk of ctx.req) bytes += (chunk as Buffer).length
        ctx.body = `${bytes} bytes, ${String(error)}`
      }
    })
    app.use(hawk(options))
    const { send } = await serve(app.callback())
    expect((await send({ body: 'small', credentials: FORGER })).text).toBe('0 bytes, HawkError: Bad mac')
  })

  test('throws ERR_HAWK_NOT_GUARDED where a route stands outside: 500, not somebody', async () => {
    const guard = hawk(options)
    const errors: unknown[] = []
    const app = new Koa()
    app.on('error', (error) => errors.push(error))
    app.use((ctx) => {
      ctx.body = guard.auth(ctx).credentials.id
    })
    app.use(guard)
    const { send } = await serve(app.callback())
    expect((await send()).status).toBe(500)
    expect(errors).toEqual([expect.objectContaining({ code: 'ERR_HAWK_NOT_GUARDED' })])
  })

  test('does not take the word of another guard for its own', async () => {
    const verifier = createVerifier(options)
    const [outer, inner] = [hawk({ verifier }), hawk({ verifier })]
    const app = new Koa().use(outer).use((ctx) => {
      expect(outer.auth(ctx).credentials.id).toBe('alice')
      expect(() => inner.auth(ctx)).toThrow(expect.objectContaining({ code: 'ERR_HAWK_NOT_GUARDED' }))
      ctx.body = 'done'
    })
    const { send } = await serve(app.callback())
    expect((await send()).text).toBe('done')
  })

  test('runs nothing and answers nothing where the sender went away', async () => {
    const seen: string[] = []
    const errors: unknown[] = []
    const lookUps: ((client: typeof ALICE) => void)[] = []
    const app = new Koa()
    app.on('error', (error) => errors.push(error))
    const sockets: Socket[] = []
    app.use(async (ctx, next) => {
      sockets.push(ctx.req.socket)
      await next()
      seen.push(`respond: ${String(ctx.respond)}, answered: ${String(ctx.res.writableEnded)}`)
    })
    const find = (): Promise<typeof ALICE> => new Promise((resolve) => lookUps.push(resolve))
    app.use(hawk({ ...options, credentials: find }))
    app.use(() => seen.push('the handler ran'))
    const { port, write } = await serve(app.callback())
    const connection = await RawConnection.open(port)
    connection.write(write().bytes)
    await eventually(() => lookUps.length === 1, 'a pending lookup')
    connection.reset()
    await eventually(() => sockets[0]?.destroyed === true, 'the end of the connection')
    lookUps[0]?.(ALICE)
    await eventually(() => seen.length > 0, 'the end of the middleware')
    expect(seen).toEqual(['respond: false, answered: false'])
    // Koa itself tells of the reset, and there is nothing else to tell.
    expect(errors.filter((error) => error instanceof HawkError)).toEqual([])
  })

  test('does not exempt preflights: cors goes before it', async () => {
    const { send } = await serve(new Koa().use(hawk(options)).callback())
    expect((await send({ method: 'OPTIONS', isSigned: false })).status).toBe(401)
  })

  test('keeps its challenge beside the headers of @koa/cors, which shows it to scripts', async () => {
    const exposeHeaders = ['WWW-Authenticate', 'Server-Authorization']
    const app = new Koa().use(cors({ exposeHeaders })).use(hawk(options))
    const { send } = await serve(app.callback())
    const headers = { Origin: 'https://app.example.com' }
    const refused = await send({ headers, credentials: FORGER })
    expect(refused.headers).toMatchObject({
      'www-authenticate': 'Hawk error="Bad mac"',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'WWW-Authenticate,Server-Authorization',
    })
    const preflight = { ...headers, 'Access-Control-Request-Method': 'GET' }
    expect((await send({ method: 'OPTIONS', headers: preflight, isSigned: false })).status).toBe(204)
  })

  test('tells caches whom an error is for, though Koa wipes the headers of errors', async () => {
    const app = new Koa().use(hawk({ ...options, bewit: true, required: false }))
    app.use((ctx) => ctx.throw(404))
    const { send, port } = await serve(app.callback())
    for (const isSigned of [true, false]) {
      expect((await send({ isSigned })).headers).toMatchObject({ vary: 'Authorization' })
    }
    const url = `http://127.0.0.1:${port}/file`
    const bewit = createBewit({ url, credentials: ALICE, ttlSeconds: 60, clock })
    const linked = await send({ path: `/file?bewit=${bewit}`, isSigned: false })
    expect([linked.status, linked.headers['cache-control']]).toEqual([404, 'private, no-store'])
  })

  test('always gives a promise, which rejects with the refusal', async () => {
    const guard = hawk(options)
    const outcomes: unknown[] = []
    const calling: Middleware = async (ctx, next) => {
      outcomes.push(
        await guard(ctx, next).then(
          () => ctx.state.hawk,
          (error: unknown) => error,
        ),
      )
    }
    const app = new Koa().use(calling).use((ctx) => (ctx.body = 'in'))
    const { send } = await serve(app.callback())
    await send()
    await send({ credentials: FORGER })
    const [auth, error] = outcomes as [HawkAuth, HawkError]
    expect(auth.credentials.id).toBe('alice')
    expect(error).toBeInstanceOf(HawkError)
    expect(error.code).toBe('ERR_HAWK_BAD_MAC')
  })
})

describe('hawk', () => {
  test.each([
    ['an option that nobody knows', { ...options, requierd: false }, /requierd/],
    ['no store', {}, /credentials/],
    ['a publicUrl that is no URL', { ...options, publicUrl: 'api.example.com' }, /"publicUrl"/],
    ['a verifier beside its options', { ...options, verifier: createVerifier(options) }, /exclude/],
  ])('refuses %s at once', (_, wrong, message) => {
    expect(() => hawk(wrong as never)).toThrow(TypeError)
    expect(() => hawk(wrong as never)).toThrow(message)
  })
})
