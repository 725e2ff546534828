import { signRequest, verifyResponse } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/fetch'
import type { FetchGuard, FetchGuardOptions, HawkAuth } from '@hawk-auth/fetch'
import { eventually, forgeAuthorization } from '@hawk-auth/testkit'
import { createAdaptorServer } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context, MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { cors } from 'hono/cors'
import { once } from 'node:events'
import { connect, createServer } from 'node:http2'
import { gunzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { listen } from '../../../test/support/listen.js'
import { ALICE, clock, options } from './support/clients.js'
import type { Client } from './support/clients.js'
import { hearEvents } from './support/events.js'
import { serveHono } from './support/hono-app.js'
import type { HonoEnv, RequestToSend } from './support/hono-app.js'

type Guard = FetchGuard<HawkAuth<Client> | null, [env: HttpBindings]>
type Settings = Partial<FetchGuardOptions<Client, boolean, [env: HttpBindings]>>
interface Env extends HonoEnv {
  Variables: { hawk: HawkAuth<Client> | null }
}

const makeGuard = (settings: Settings = {}): Guard =>
  hawk<Client, boolean, [env: HttpBindings]>({
    ...options(),
    target: (_request, env) => env.incoming.url ?? '',
    ...settings,
  } as FetchGuardOptions<Client, boolean, [env: HttpBindings]>)

/** The guard as Hono's middleware. */
function guarded(guard: Guard): MiddlewareHandler<Env> {
  return async (c, next) => {
    const result = await guard.authenticate(c.req.raw, c.env)
    if (!result.ok) {
      c.res = result.response
      return
    }
    c.req.raw = result.request
    c.set('hawk', result.auth)
    await next()
    const answer = await result.finish(c.res)
    c.res = undefined
    c.res = answer
  }
}

/** Serves routes behind a guard, and counts how often a handler runs. */
async function start(
  settings: Settings = {},
  routes: (app: Hono<Env>) => void = (app) => app.all('*', echo),
): ReturnType<typeof serveHono> extends Promise<infer S> ? Promise<S & { runs: () => number }> : never {
  let runs = 0
  const app = new Hono<Env>()
  // What a forged stream makes a handler throw is answered by the guard.
  app.onError((error, c) => c.text(error.message, 500))
  app.use(guarded(makeGuard(settings)))
  app.use(async (_, next) => {
    runs += 1
    await next()
  })
  routes(app)
  const served = await serveHono(app as never)
  return { ...served, runs: () => runs }
}

async function echo(c: Context<Env>): Promise<Response> {
  return c.json({ by: c.get('hawk')?.credentials.id ?? null, url: c.req.url, text: await c.req.text() })
}

describe('the guard in Hono on Node', () => {
  test('admits what was signed, with the sender in its variables, and refuses the rest', async () => {
    const { send, runs } = await start()
    const { status, text } = await send({ target: '/jobs', body: '{"a":1}', contentType: 'application/json' })
    expect([status, JSON.parse(text)]).toEqual([
      200,
      expect.objectContaining({ by: 'alice', text: '{"a":1}' }),
    ])
    const refused: [RequestToSend, number][] = [
      [{ authorizations: [] }, 401],
      [{ credentials: { ...ALICE, key: 'another' } }, 401],
      [{ body: 'forged', signedBody: 'signed' }, 401],
      [{ body: 'unsigned', signedBody: null }, 401],
      [{ body: 'forged', signedBody: 'signed', chunkBytes: 2 }, 401],
      [{ body: 'x', headers: { 'Content-Encoding': 'gzip' } }, 415],
      [{ body: 'x'.repeat(1_048_577) }, 413],
      [{ body: 'x'.repeat(1_048_577), chunkBytes: 100_000 }, 413],
      [{ method: 'GET', body: 'hidden', signedBody: null }, 401],
      [{ method: 'TRACE', body: 'hidden', signedBody: null }, 401],
      [{ method: 'TRACE' }, 400],
    ]
    for (const [request, expected] of refused) {
      const answer = await send(request)
      expect([request.method, request.headers, answer.status]).toEqual([
        request.method,
        request.headers,
        expected,
      ])
      expect(answer.headers['cache-control']).toBe('no-store')
    }
    expect(runs()).toBe(1)
  })

  test.each<[string, (c: Context<Env>) => Promise<unknown>]>([
    ['c.req.text()', (c) => c.req.text()],
    ['c.req.json()', async (c) => JSON.stringify(await c.req.json())],
    ['c.req.arrayBuffer()', async (c) => Buffer.from(await c.req.arrayBuffer()).toString()],
    ['c.req.blob()', async (c) => (await c.req.blob()).text()],
    ['c.req.raw.body', async (c) => new Response(c.req.raw.body).text()],
    ['c.req.raw.clone()', async (c) => c.req.raw.clone().text()],
    ['new Request(c.req.raw)', async (c) => new Request(c.req.raw).text()],
  ])('hands a whole body on to %s, and one that flows too', async (_, read) => {
    for (const streamPayload of [false, true]) {
      const { send } = await start({ streamPayload }, (app) =>
        app.post('/', async (c) => c.json(await read(c))),
      )
      const text = JSON.stringify({ text: 'x'.repeat(200_000) })
      const answer = await send({ body: text, chunkBytes: 30_000 })
      expect([answer.status, JSON.parse(answer.text) === text]).toEqual([200, true])
      const forged = await send({ body: text, signedBody: 'another', chunkBytes: 30_000 })
      expect([forged.status, forged.headers['www-authenticate']]).toEqual([
        401,
        'Hawk error="Bad payload hash"',
      ])
    }
  })

  test('hands forms on, urlencoded and multipart', async () => {
    const { send } = await start({}, (app) => app.post('/', async (c) => c.json(await c.req.parseBody())))
    const urlencoded = await send({ body: 'a=1&b=%20', contentType: 'application/x-www-form-urlencoded' })
    expect(JSON.parse(urlencoded.text)).toEqual({ a: '1', b: ' ' })
    const body = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n--b--\r\n'
    const multipart = await send({ body, contentType: 'multipart/form-data; boundary=b' })
    expect(JSON.parse(multipart.text)).toEqual({ a: 'one' })
  })

  test('refuses two Authorization headers, whichever comes first', async () => {
    const { send, write, runs } = await start({ required: false })
    const hawkHeader = (): string => write({ target: '/' }).signed.authorization
    for (const authorizations of [
      [hawkHeader(), hawkHeader()],
      ['Bearer abc', hawkHeader()],
      [hawkHeader(), 'Bearer abc'],
    ]) {
      expect((await send({ authorizations })).status).toBe(400)
    }
    expect(runs()).toBe(0)
    expect((await send({ authorizations: ['Bearer abc'] })).status).toBe(200)
  })

  test('takes no byte of a body before the header is accepted and the nonce claimed', async () => {
    let admit: (() => void) | undefined
    let incoming: HttpBindings['incoming'] | undefined
    const nonces = {
      claim: () => new Promise<'admitted'>((resolve) => (admit = () => resolve('admitted'))),
    }
    const target = (_request: Request, env: HttpBindings): string => {
      incoming = env.incoming
      return env.incoming.url ?? ''
    }
    const { connect, write } = await start({ nonces, target })
    const { head, body } = write({ body: Buffer.alloc(900_000, 'x') })
    const connection = await connect()
    connection.write(head)
    connection.write(body)
    await eventually(() => admit !== undefined && (incoming?.readableLength ?? 0) > 0, 'the claim')
    expect([incoming?.readableDidRead, incoming?.readableFlowing]).toEqual([false, null])
    admit?.()
    expect((await connection.response()).status).toBe(200)
    connection.destroy()
  })

  test('answers an endless upload with a bad MAC at once, and the server ends it', async () => {
    const { connect, write } = await start()
    const { head } = write({ body: 'x', chunkBytes: 1, credentials: { ...ALICE, key: 'another' } })
    const connection = await connect()
    connection.write(head)
    const timer = setInterval(() => connection.write(`10000\r\n${'x'.repeat(65_536)}\r\n`), 1)
    expect((await connection.response()).status).toBe(401)
    await connection.closed()
    clearInterval(timer)
    connection.destroy()
  })

  test('answers an endless upload that is too large or that nobody signed', async () => {
    for (const [signedBody, status] of [
      ['another', 413],
      [null, 401],
    ] as const) {
      const { connect, write } = await start()
      const { head } = write({ body: 'x', chunkBytes: 1, signedBody })
      const connection = await connect()
      connection.write(head)
      const timer = setInterval(() => connection.write(`10000\r\n${'x'.repeat(65_536)}\r\n`), 1)
      expect((await connection.response()).status).toBe(status)
      await connection.closed()
      clearInterval(timer)
      connection.destroy()
    }
  })

  test('reads a second request behind a refused body never as part of the first', async () => {
    const { connect, write, runs } = await start()
    const smuggled = write({ target: '/smuggled' }).head
    const { head, body } = write({ body: smuggled, signedBody: 'another' })
    const connection = await connect()
    connection.write(Buffer.concat([Buffer.from(head), body, Buffer.from(write({ target: '/next' }).head)]))
    expect((await connection.response()).status).toBe(401)
    const next = await connection.response()
    expect([next.status, (JSON.parse(next.text) as { url: string }).url]).toEqual([
      200,
      expect.stringContaining('/next'),
    ])
    expect(runs()).toBe(1)
    connection.destroy()
  })

  test('runs nothing for a sender who goes away in the middle of a body', async () => {
    const events = hearEvents()
    const { connect, write, runs } = await start()
    const { head, body } = write({ body: 'x'.repeat(1000) })
    const connection = await connect()
    connection.write(head)
    connection.write(body.subarray(0, 500))
    await new Promise((resolve) => setImmediate(resolve))
    connection.reset()
    await eventually(() => events.length > 0, 'the event')
    expect(events.map(({ fate }) => fate)).toEqual(['aborted'])
    expect(runs()).toBe(0)
  })

  test('breaks a flowing body off where its sender goes away', async () => {
    const events = hearEvents()
    const seen: unknown[] = []
    const { connect, write } = await start({ streamPayload: true }, (app) =>
      app.post('/', async (c) => {
        await c.req.arrayBuffer().catch((error: unknown) => seen.push(error))
        return c.text('read')
      }),
    )
    const { head, body } = write({ body: 'x'.repeat(100_000) })
    const connection = await connect()
    connection.write(head)
    connection.write(body.subarray(0, 50_000))
    await new Promise((resolve) => setImmediate(resolve))
    connection.reset()
    await eventually(() => seen.length > 0 && events.length > 0, 'the error and the event')
    expect(events.map(({ fate }) => fate)).toEqual(['aborted'])
  })

  test('takes a large upload in a flow, over one connection after another', async () => {
    let total = 0
    const { connect, write, port } = await start({ streamPayload: true }, (app) =>
      app.put('/', async (c) => {
        total = 0
        for await (const chunk of c.req.raw.body ?? []) total += (chunk as Uint8Array).length
        return c.json(total)
      }),
    )
    const connection = await connect()
    for (let count = 0; count < 3; count++) {
      const { head, body } = write({ method: 'PUT', body: Buffer.alloc(5_000_000, 'large ') })
      connection.write(head)
      connection.write(body)
      expect((await connection.response()).text).toBe('5000000')
    }
    connection.destroy()
    expect(port).toBeGreaterThan(0)
  })

  describe('signs answers', () => {
    const check = async (
      settings: Settings,
      routes: (app: Hono<Env>) => void,
      outer: MiddlewareHandler<Env>[] = [],
      request: RequestToSend = {},
    ): Promise<{
      verdict: ReturnType<typeof verifyResponse>
      headers: Readonly<Record<string, string | undefined>>
      status: number
    }> => {
      const app = new Hono<Env>()
      for (const middleware of outer) app.use(middleware)
      app.use(guarded(makeGuard({ signResponses: true, ...settings })))
      routes(app)
      const { write, connect } = await serveHono(app as never)
      const { head, signed } = write(request)
      const connection = await connect()
      connection.write(head)
      const { body, headers, status } = await connection.response({ isHead: request.method === 'HEAD' })
      connection.destroy()
      const serverAuthorization = headers['server-authorization']
      const hasHash = serverAuthorization?.includes('hash=') ?? false
      const decoded = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
      const verdict = verifyResponse({
        credentials: ALICE,
        artifacts: signed.artifacts,
        serverAuthorization,
        payload: hasHash ? decoded : undefined,
        contentType: headers['content-type'],
      })
      return { verdict, headers, status }
    }

    test.each<[string, (c: Context<Env>) => Response | Promise<Response>]>([
      ['text', (c) => c.text('text: €')],
      ['JSON', (c) => c.json({ a: 1 })],
      ['HTML', (c) => c.html('<p>text</p>')],
      [
        'bytes',
        (c) => c.body(new Uint8Array([1, 2, 3]), 200, { 'Content-Type': 'application/octet-stream' }),
      ],
      ['nothing', (c) => c.body(null)],
      ['a plain Response', () => new Response('plain')],
      ['a redirect', (c) => c.redirect('/elsewhere')],
      ['a 404 of its own', (c) => c.notFound()],
      [
        'what an error of a handler is answered with',
        () => {
          throw Object.assign(new Error('fails'), {
            getResponse: () => new Response('teapot', { status: 418 }),
          })
        },
      ],
    ])('%s: with the hash of the body that arrives', async (_, answer) => {
      const { verdict } = await check({}, (app) => app.get('/', answer))
      expect(verdict).toMatchObject({ ok: true, payloadVerified: true })
    })

    test.each<[string, (c: Context<Env>) => Response]>([
      ['bytes without a type, which the server gives one', (c) => c.body(new Uint8Array([65]))],
      ['204', (c) => c.body(null, 204)],
      ['304', (c) => c.body(null, 304)],
      ['a stream', (c) => c.body(slowly(), 200, { 'Content-Type': 'text/plain' })],
    ])('%s: without a hash', async (_, answer) => {
      const { verdict, headers } = await check({}, (app) => app.get('/', answer))
      expect(verdict.ok).toBe(true)
      expect(headers['server-authorization']).not.toContain('hash=')
    })

    test('HEAD: without a hash', async () => {
      const { verdict, headers } = await check({}, (app) => app.get('/', (c) => c.text('x')), [], {
        method: 'HEAD',
      })
      expect([verdict.ok, headers['server-authorization']?.includes('hash=')]).toEqual([true, false])
    })

    test('over the body before compression, where that is mounted before the guard', async () => {
      const { verdict, headers } = await check(
        {},
        (app) => app.get('/', (c) => c.text('text '.repeat(1000))),
        [compress()],
        {
          headers: { 'Accept-Encoding': 'gzip' },
        },
      )
      expect(headers['content-encoding']).toBe('gzip')
      expect(verdict).toMatchObject({ ok: true, payloadVerified: true })
    })

    test('without a hash, where compression is mounted behind the guard', async () => {
      const routes = (app: Hono<Env>): void => {
        app.use(compress())
        app.get('/', (c) => c.text('text '.repeat(1000)))
      }
      const { verdict, headers } = await check({}, routes, [], { headers: { 'Accept-Encoding': 'gzip' } })
      expect([verdict.ok, headers['content-encoding']]).toEqual([true, 'gzip'])
      expect(headers['server-authorization']).not.toContain('hash=')
    })

    test('and exposes them to scripts, with hono/cors before the guard', async () => {
      const outer = cors({
        origin: 'https://app.example',
        exposeHeaders: ['WWW-Authenticate', 'Server-Authorization'],
      })
      const { headers } = await check({ required: false }, (app) => app.get('/', (c) => c.text('x')), [outer])
      expect(headers['access-control-expose-headers']).toBe('WWW-Authenticate,Server-Authorization')
      expect(headers['vary']?.split(', ').sort()).toEqual(['Authorization', 'Origin'])
    })
  })

  test('lets preflights pass where cors stands before the guard', async () => {
    const app = new Hono<Env>()
    app.use(cors({ origin: 'https://app.example' }))
    app.use(guarded(makeGuard()))
    const { send } = await serveHono(app as never)
    const headers = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' }
    expect((await send({ method: 'OPTIONS', authorizations: [], headers })).status).toBe(204)
  })
})

describe('the target of a request', () => {
  /** What clients send as it is, and a `Request` shows otherwise. */
  const NORMALISED = [
    '/a/../b',
    '/a/./b',
    '/a/%2e%2e/b',
    "/a?b='c'",
    '/a?b="c"',
    '/a"b',
    '/a<b>',
    '/a{b}',
    '/a`b',
    '/a?b={c}<d>',
    '/a/..',
  ]
  /** What @hono/node-server does not normalise. */
  const LEFT_ALONE = ["/a?b='c'"]
  const KEPT = [
    '/',
    '/a%20b',
    '/a%2Fb',
    '/a//b',
    '/a?b=c&d=%27',
    '/%7Ea',
    '/~a',
    '/a;b=c',
    '/a?',
    '/a?b?c',
    '/a%zz',
    '/a,b',
    '/a|b',
  ]

  /** Signs a target as it is written, as clients do that take no URL apart. */
  const sign = (port: number, target: string): string =>
    forgeAuthorization({
      credentials: ALICE,
      method: 'GET',
      target,
      host: '127.0.0.1',
      port,
      ts: String(Math.floor(clock() / 1000)),
      nonce: crypto.randomUUID(),
    })

  test.each(KEPT)('%s is verified with and without the raw one', async (target) => {
    for (const settings of [{}, { target: undefined }]) {
      const { send, port } = await start(settings)
      expect((await send({ target, signedTarget: '/', authorizations: [sign(port, target)] })).status).toBe(
        200,
      )
    }
  })

  test.each(NORMALISED)('%s is verified by the raw one alone', async (target) => {
    const raw = await start()
    const sent = { target, signedTarget: '/' }
    expect((await raw.send({ ...sent, authorizations: [sign(raw.port, target)] })).status).toBe(200)
    const normalised = await start({ target: undefined })
    const { status } = await normalised.send({ ...sent, authorizations: [sign(normalised.port, target)] })
    // The server leaves a few as they are; nothing is ever accepted that was signed otherwise than it is shown.
    expect(status).toBe(LEFT_ALONE.includes(target) ? 200 : 401)
  })

  test.each(NORMALISED)('%s is shown otherwise by a plain Request', (target) => {
    expect(new Request(`http://127.0.0.1${target}`).url).not.toBe(`http://127.0.0.1${target}`)
  })

  test('sent in absolute form is reduced to its path and query', async () => {
    const { send, port } = await start()
    const target = `http://127.0.0.1:${port}/absolute?a`
    expect((await send({ target, signedTarget: '/absolute?a' })).status).toBe(200)
  })
})

function slowly(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      controller.enqueue(new TextEncoder().encode('slowly'))
      controller.close()
    },
  })
}

describe('over HTTP/2', () => {
  test('takes :authority for the host, and bodies that announce no length', async () => {
    const app = new Hono<Env>()
    app.use(guarded(makeGuard()))
    app.all('*', echo)
    const port = await listen(createAdaptorServer({ fetch: app.fetch, hostname: '127.0.0.1', createServer }))
    const session = connect(`http://127.0.0.1:${port}`)
    onTestFinished(() => session.destroy())
    const ask = async (method: string, payload?: string, sent = payload): Promise<[unknown, string]> => {
      const url = `http://127.0.0.1:${port}/h2?a=1`
      const { authorization } = signRequest({ url, method, credentials: ALICE, payload, clock })
      const stream = session.request(
        { ':method': method, ':path': '/h2?a=1', authorization },
        { endStream: false },
      )
      stream.end(sent)
      const [head] = (await once(stream, 'response')) as [Record<string, unknown>]
      return [head[':status'], Buffer.concat(await stream.toArray()).toString()]
    }
    expect(await ask('GET')).toEqual([200, expect.stringContaining('"by":"alice"')])
    expect(await ask('POST', 'text')).toEqual([200, expect.stringContaining('"text":"text"')])
    expect((await ask('POST', 'text', 'forged'))[0]).toBe(401)
    expect((await ask('POST', undefined, 'unsigned'))[0]).toBe(401)
    // What a Request does not show is not handed on either.
    expect(await ask('GET', undefined, 'hidden')).toEqual([200, expect.stringContaining('"text":""')])
  })
})
