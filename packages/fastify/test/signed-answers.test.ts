import compress from '@fastify/compress'
import { signRequest, verifyResponse } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/fastify'
import fastify from 'fastify'
import type { FastifyInstance, FastifyReply, onSendAsyncHookHandler } from 'fastify'
import { once } from 'node:events'
import { connect } from 'node:http2'
import type { IncomingHttpHeaders } from 'node:http2'
import { Readable } from 'node:stream'
import { createGzip, gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ALICE, clock, options } from '../../../test/support/alice.js'
import type { SimpleAnswer } from '../../../test/support/served.js'
import { isSignedWith, isSignedWithoutHash } from '../../../test/support/signed-answers.js'
import { serve } from './support/served.js'

const LONG = 'compress me '.repeat(200)
const signing = { ...options, signResponses: true }
const GZIP = { headers: { 'Accept-Encoding': 'gzip' } }

/** That an answer is gzip, and signed by what it holds. */
function isSignedWithin(answer: SimpleAnswer): string {
  expect(answer.headers['content-encoding']).toBe('gzip')
  const body = gunzipSync(answer.body)
  isSignedWith(answer, body)
  return body.toString()
}

type Site = (app: FastifyInstance) => unknown
/** Where plugins and routes stand to each other; all of it is usual. */
const ORDERS: [string, (app: FastifyInstance, routes: Site) => Promise<void>][] = [
  [
    'compression before the guard',
    async (app, routes) => {
      await app.register(compress)
      await app.register(hawk, signing)
      await routes(app)
    },
  ],
  [
    'the guard before compression',
    async (app, routes) => {
      await app.register(hawk, signing)
      await app.register(compress)
      await routes(app)
    },
  ],
  [
    'the guard in a plugin, compression at the root',
    async (app, routes) => {
      await app.register(compress)
      await app.register(async (inner) => {
        await inner.register(hawk, signing)
        await routes(inner)
      })
    },
  ],
  [
    'compression in a plugin, the guard at the root',
    async (app, routes) => {
      await app.register(hawk, signing)
      await app.register(async (inner) => {
        await inner.register(compress)
        await routes(inner)
      })
    },
  ],
  [
    'neither of them waited for',
    async (app, routes) => {
      void app.register(hawk, signing)
      void app.register(compress)
      void app.register(async (inner) => routes(inner))
    },
  ],
]

/** A hook that changes what is answered. */
type Hook = onSendAsyncHookHandler
const rewrite: Hook = async (_request, _reply, payload) => `rewritten ${String(payload)}`
const toStream: Hook = async (_request, _reply, payload) => Readable.from([`streamed ${String(payload)}`])

describe.each(ORDERS)('with %s, @fastify/compress leaves', (_, build) => {
  async function appThat(routes: Site): Promise<FastifyInstance> {
    const app = fastify()
    await build(app, routes)
    return app
  }

  test.each([
    ['text', LONG],
    ['bytes', Buffer.from(LONG)],
    ['an object, as Fastify writes it', { text: LONG, more: [1, 2] }],
  ])('the hash of the decoded body: %s', async (_what, body) => {
    const app = await appThat((site) => site.get('/', () => body))
    const { send } = await serve(app)
    isSignedWithin(await send(GZIP))
    const plain = await send()
    expect(plain.headers['content-encoding']).toBeUndefined()
    isSignedWith(plain, plain.body)
    isSignedWithoutHash(await send({ ...GZIP, method: 'HEAD' }))
  })

  test.each([
    ['of the route', (site: FastifyInstance) => site.get('/', { onSend: rewrite }, () => LONG)],
    [
      'of the route, several',
      (site: FastifyInstance) => site.get('/', { onSend: [rewrite, rewrite] }, () => LONG),
    ],
    ['of a plugin', (site: FastifyInstance) => site.addHook('onSend', rewrite).get('/', () => LONG)],
  ])('the hash of what was sent, whatever a hook had made of it: %s', async (_what, routes) => {
    const { send } = await serve(await appThat(routes))
    expect(isSignedWithin(await send(GZIP))).toMatch(/^rewritten .*compress me/)
    const plain = await send()
    expect(plain.text).toMatch(/^rewritten/)
    isSignedWith(plain, plain.body)
  })

  test('no hash of a stream that a hook made of text', async () => {
    const onSend = [rewrite, toStream]
    const { send } = await serve(await appThat((site) => site.get('/', { onSend }, () => LONG)))
    const answer = await send(GZIP)
    expect(gunzipSync(answer.body).toString()).toMatch(/^streamed rewritten/)
    isSignedWithoutHash(answer)
  })

  test('no hash of a stream, nor of what the handler has coded itself', async () => {
    const app = await appThat((site) => {
      site.get('/stream', (_request, reply) => reply.type('text/plain').send(Readable.from([LONG])))
      site.get('/coded', (_request, reply) =>
        reply.header('Content-Encoding', 'gzip').type('text/plain').send(gzipSync(LONG)),
      )
      site.get('/coded-stream', (_request, reply) =>
        reply
          .header('Content-Encoding', 'gzip')
          .type('text/plain')
          .send(Readable.from([LONG]).pipe(createGzip())),
      )
    })
    const { send } = await serve(app)
    for (const path of ['/stream', '/coded', '/coded-stream']) {
      const answer = await send({ ...GZIP, path })
      expect(gunzipSync(answer.body).toString()).toBe(LONG)
      isSignedWithoutHash(answer)
    }
  })

  test('the hash of an error that was answered', async () => {
    const app = await appThat((site) => {
      site.get('/', () => {
        throw Object.assign(new Error(LONG), { statusCode: 418 })
      })
      site.get('/in-hook', { onSend: [rewrite, failOnce()] }, () => LONG)
    })
    const { send } = await serve(app)
    const thrown = await send(GZIP)
    expect(thrown.status).toBe(418)
    expect(isSignedWithin(thrown)).toContain(LONG)
    const failed = await send({ ...GZIP, path: '/in-hook' })
    expect(failed.status).toBe(500)
    expect(isSignedWithin(failed)).toMatch(/^rewritten \{.*the hook failed/)
  })

  test('refusals unsigned', async () => {
    const { send } = await serve(await appThat((site) => site.post('/', () => LONG)))
    const { status, headers } = await send({ ...GZIP, body: 'forged', signedBody: 'signed' })
    expect([status, headers['server-authorization']]).toEqual([401, undefined])
  })
})

test('a hook that another plugin gives to routes, between ours and compression, is heeded too', async () => {
  const app = fastify()
  await app.register(hawk, signing)
  app.addHook('onRoute', (route) => {
    route.onSend = [route.onSend ?? [], rewrite].flat()
  })
  await app.register(compress)
  app.get('/', () => LONG)
  const { send } = await serve(app)
  expect(isSignedWithin(await send(GZIP))).toMatch(/^rewritten/)
})

test('a hook of the whole application that codes answers leaves them without a hash', async () => {
  const app = fastify()
  app.addHook('onSend', async (_request, reply, payload) => {
    reply.header('Content-Encoding', 'gzip')
    return gzipSync(String(payload))
  })
  await app.register(hawk, signing)
  app.get('/', () => LONG)
  const { send } = await serve(app)
  for (const path of ['/', '/nowhere']) isSignedWithoutHash(await send({ path }))
})

describe('without compression', () => {
  async function appThat(answer: (reply: FastifyReply) => unknown): Promise<FastifyInstance> {
    const app = fastify()
    await app.register(hawk, signing)
    app.get('/', (_request, reply) => answer(reply))
    return app
  }

  test.each([
    ['an unknown route', 404, '/nowhere'],
    ['a path that Fastify can not read', 400, '/%zz'],
  ])('%s is answered as Fastify answers it, signed only where the guard saw it', async (_, status, path) => {
    const { send } = await serve(await appThat(() => 'in'))
    const answer = await send({ path })
    expect(answer.status).toBe(status)
    if (status === 404) isSignedWith(answer, answer.body)
    else expect(answer.headers['server-authorization']).toBeUndefined()
  })

  test.each([
    ['hijacked, by end', (reply: FastifyReply) => reply.hijack().raw.end('by hand')],
    [
      'hijacked, with a head written by hand',
      (reply: FastifyReply) =>
        reply.hijack().raw.writeHead(200, { 'Content-Type': 'text/plain' }).end('by hand'),
    ],
  ])('signs an answer that is %s', async (_, answerBy) => {
    const app = await appThat((reply) => {
      answerBy(reply)
    })
    const { send } = await serve(app)
    const answer = await send()
    expect(answer.text).toBe('by hand')
    isSignedWith(answer, 'by hand')
  })

  test.each([
    ['a stream', (reply: FastifyReply) => reply.send(Readable.from([LONG]))],
    ['a web stream', (reply: FastifyReply) => reply.send(Readable.toWeb(Readable.from([LONG])))],
    ['a Response', (reply: FastifyReply) => reply.send(new Response(LONG))],
    [
      'text with a trailer',
      (reply: FastifyReply) => reply.trailer('X-End', (_r, _p, done) => done(null, 'x')).send(LONG),
    ],
  ])('signs no hash of %s', async (_, answerWith) => {
    const { send } = await serve(await appThat(answerWith))
    const answer = await send()
    expect(answer.text).toContain(LONG)
    isSignedWithoutHash(answer)
  })

  test.each([204, 304])('signs no hash of a %i', async (status) => {
    const { send } = await serve(await appThat((reply) => reply.code(status).send()))
    const answer = await send()
    expect(answer.status).toBe(status)
    isSignedWithoutHash(answer)
  })
})

test.each([
  [65_536, true],
  [65_537, false],
])(
  'over HTTP/2 signs text of %i bytes with its hash, unless Fastify sends it in parts',
  async (bytes, isHashed) => {
    const app = fastify({ http2: true })
    await app.register(hawk, signing)
    app.get('/', () => 'x'.repeat(bytes))
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const session = connect(url)
    onTestFinished(async () => {
      session.destroy()
      await app.close()
    })
    const { authorization, artifacts } = signRequest({ url, credentials: ALICE, clock })
    const stream = session.request({ authorization })
    const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders]
    const payload = Buffer.concat((await stream.toArray()) as Buffer[])
    const serverAuthorization = String(headers['server-authorization'])
    const contentType = headers['content-type']
    expect(payload).toHaveLength(bytes)
    expect(verifyResponse({ credentials: ALICE, artifacts, serverAuthorization }).ok).toBe(true)
    expect(
      verifyResponse({ credentials: ALICE, artifacts, serverAuthorization, payload, contentType }).ok,
    ).toBe(isHashed)
  },
)

/** Fails for the answer, but not for the error that is answered in its place. */
function failOnce(): Hook {
  let hasFailed = false
  return async (_request, _reply, payload) => {
    if (hasFailed) return payload
    hasFailed = true
    throw new Error(`the hook failed ${LONG}`)
  }
}
