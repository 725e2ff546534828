import { hawk } from '@hawk-auth/koa'
import Koa from 'koa'
import type { Context, Middleware } from 'koa'
import compress from 'koa-compress'
import type { RequestListener } from 'node:http'
import { Readable } from 'node:stream'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { options } from '../../../test/support/alice.js'
import { serve } from '../../../test/support/served.js'
import { isSignedWith, isSignedWithoutHash } from '../../../test/support/signed-answers.js'

const LONG = 'compress me '.repeat(200)
const signing = { ...options, signResponses: true }
const GZIP = { headers: { 'Accept-Encoding': 'gzip' } }

const STREAMS: readonly [string, (ctx: Context) => unknown][] = [
  ['a stream', (ctx) => (ctx.body = Readable.from([LONG]))],
  ['a stream in the place of text', (ctx) => [(ctx.body = 'text'), (ctx.body = Readable.from([LONG]))]],
]
/** koa-compress would send `{}` in their place. */
const MORE_STREAMS: typeof STREAMS = [
  ['a web stream', (ctx) => (ctx.body = Readable.toWeb(Readable.from([LONG])))],
  ['a Response', (ctx) => (ctx.body = new Response(LONG))],
  ['a Blob', (ctx) => (ctx.body = new Blob([LONG]))],
]

/** An application whose handler does one thing behind a guard that signs, with other middleware in front. */
function appThat(handle: (ctx: Context) => unknown, ...front: Middleware[]): RequestListener {
  const app = new Koa()
  app.silent = true
  for (const middleware of front) app.use(middleware)
  return app
    .use(hawk(signing))
    .use((ctx) => void handle(ctx))
    .callback()
}

/** Middleware that changes what was answered behind it. */
function changing(change: (ctx: Context) => unknown): Middleware {
  return async (ctx, next) => {
    await next()
    change(ctx)
  }
}

describe('koa-compress in front of the guard', () => {
  test.each([
    ['text', LONG],
    ['bytes', Buffer.from(LONG)],
    ['an object, as Koa writes it', { text: LONG, more: [1, 2] }],
  ])('leaves the hash of the decoded body: %s', async (_, body) => {
    const app = appThat((ctx) => {
      if (Buffer.isBuffer(body)) ctx.type = 'text/plain'
      ctx.body = body
    }, compress())
    const { send } = await serve(app)
    const answer = await send(GZIP)
    expect(answer.headers['content-encoding']).toBe('gzip')
    isSignedWith(answer, gunzipSync(answer.body))
    const other = await send({ headers: { 'Accept-Encoding': 'br' } })
    isSignedWith(other, brotliDecompressSync(other.body))
    const plain = await send()
    expect(plain.headers['content-encoding']).toBeUndefined()
    isSignedWith(plain, plain.body)
  })

  test.each([
    ['replaces the body', (ctx: Context) => (ctx.body = { data: ctx.body })],
    ['writes into it', (ctx: Context) => ((ctx.body as { at?: string }).at = 'noon')],
  ])('leaves the hash of what is sent where middleware between %s', async (_, change) => {
    const { send } = await serve(appThat((ctx) => (ctx.body = { text: LONG }), compress(), changing(change)))
    const answer = await send(GZIP)
    expect(answer.headers['content-encoding']).toBe('gzip')
    isSignedWith(answer, gunzipSync(answer.body))
  })

  test('leaves the hash of an error that middleware between answers in the place of a body', async () => {
    const answering: Middleware = async (ctx, next) => {
      try {
        await next()
      } catch {
        ctx.body = { error: LONG }
      }
    }
    const failing = (ctx: Context): void => {
      ctx.body = { text: LONG }
      ctx.throw(500)
    }
    const { send } = await serve(appThat(failing, compress(), answering))
    const answer = await send(GZIP)
    expect(JSON.parse(gunzipSync(answer.body).toString())).toEqual({ error: LONG })
    isSignedWith(answer, gunzipSync(answer.body))
  })

  test.each(STREAMS)('leaves no hash of %s', async (_, answerWith) => {
    const handle = (ctx: Context): void => {
      ctx.type = 'text/plain'
      answerWith(ctx)
    }
    const { send } = await serve(appThat(handle, compress()))
    const answer = await send(GZIP)
    expect(gunzipSync(answer.body).toString()).toBe(LONG)
    isSignedWithoutHash(answer)
  })

  test('leaves no hash where middleware between streams something else in the place of text', async () => {
    const { send } = await serve(
      appThat(
        (ctx) => (ctx.body = 'text'),
        compress(),
        changing((ctx) => (ctx.body = Readable.from([LONG]))),
      ),
    )
    const answer = await send({ ...GZIP })
    expect(gunzipSync(answer.body).toString()).toBe(LONG)
    isSignedWithoutHash(answer)
  })

  test('leaves no hash of a body that its handler coded itself', async () => {
    const handle = (ctx: Context): void => {
      ctx.body = 'what is sent where nothing was compressed beforehand'
      ctx.set('Content-Encoding', 'gzip')
      ctx.body = gzipSync(LONG)
    }
    const streaming = changing((ctx) => (ctx.body = Readable.from([ctx.body as Buffer])))
    for (const front of [[compress()], [compress(), streaming]]) {
      const { send } = await serve(appThat(handle, ...front))
      const answer = await send(GZIP)
      expect(gunzipSync(answer.body).toString()).toBe(LONG)
      isSignedWithoutHash(answer)
    }
  })
})

test('koa-compress behind the guard leaves an answer without a hash, never with a wrong one', async () => {
  const app = new Koa().use(hawk(signing)).use(compress())
  app.use((ctx) => {
    ctx.body = LONG
  })
  const { send } = await serve(app.callback())
  const answer = await send(GZIP)
  expect(answer.headers['content-encoding']).toBe('gzip')
  isSignedWithoutHash(answer)
})

describe('without compression', () => {
  test('signs what Koa answers to errors, though it wipes the headers', async () => {
    const { send } = await serve(
      appThat((ctx) => {
        ctx.set('X-Own', 'wiped')
        if (ctx.path === '/throw') ctx.throw(418, 'no coffee')
        if (ctx.path === '/fault') throw new Error('a fault')
      }),
    )
    const thrown = await send({ path: '/throw' })
    expect([thrown.status, thrown.text, thrown.headers['x-own']]).toEqual([418, 'no coffee', undefined])
    isSignedWith(thrown, 'no coffee')
    const fault = await send({ path: '/fault' })
    expect(fault.status).toBe(500)
    isSignedWith(fault, 'Internal Server Error')
    const missing = await send({ path: '/nowhere' })
    expect(missing.status).toBe(404)
    isSignedWith(missing, 'Not Found')
  })

  test('signs nothing but the rest of an answer whose body is empty by its status', async () => {
    const { send } = await serve(
      appThat((ctx) => {
        if (ctx.path === '/null') ctx.body = null
        else ctx.status = Number(ctx.path.slice(1))
      }),
    )
    for (const [path, status] of [
      ['/null', 204],
      ['/204', 204],
      ['/304', 304],
    ] as const) {
      const answer = await send({ path })
      expect(answer.status).toBe(status)
      isSignedWithoutHash(answer)
    }
  })

  test.each([...STREAMS, ...MORE_STREAMS])('signs no hash of %s', async (_, answerWith) => {
    const { send } = await serve(appThat(answerWith))
    const answer = await send()
    expect(answer.text).toBe(LONG)
    isSignedWithoutHash(answer)
  })

  test('signs no hash of the answer to HEAD', async () => {
    const { send } = await serve(appThat((ctx) => (ctx.body = LONG), compress()))
    isSignedWithoutHash(await send({ ...GZIP, method: 'HEAD' }))
  })

  test('signs what a handler answers itself, past Koa', async () => {
    const { send } = await serve(
      appThat((ctx) => {
        ctx.respond = false
        ctx.res.writeHead(200, { 'Content-Type': 'text/plain' }).end('by hand')
      }),
    )
    const answer = await send()
    expect(answer.text).toBe('by hand')
    isSignedWith(answer, 'by hand')
  })

  test('never signs a refusal', async () => {
    const { send } = await serve(appThat((ctx) => (ctx.body = LONG), compress()))
    const { status, headers } = await send({ body: 'forged', signedBody: 'signed' })
    expect([status, headers['server-authorization']]).toEqual([401, undefined])
  })
})
