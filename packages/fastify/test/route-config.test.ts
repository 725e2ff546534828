import { createVerifier, hawk } from '@hawk-auth/fastify'
import { createBewit } from '@hawk-auth/core'
import fastify from 'fastify'
import type { FastifyInstance, RouteShorthandOptions } from 'fastify'
import { describe, expect, test } from 'vitest'
import { ALICE, clock, options } from '../../../test/support/alice.js'
import { serve } from './support/served.js'

/** The route's part of it as callers without types write it. */
function configured(settings: unknown): RouteShorthandOptions {
  return { config: { hawk: settings as never } }
}

/** An application with one route of its own settings. */
async function appWith(settings: unknown, pluginSettings: object = {}): Promise<FastifyInstance> {
  const app = fastify()
  await app.register(hawk, { ...options, ...pluginSettings })
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.all('/own', configured(settings), async (request) => {
    let bytes = 0
    for await (const chunk of request.raw as AsyncIterable<Buffer>) bytes += chunk.length
    return {
      by: request.hawk?.credentials.id ?? null,
      verified: request.hawk?.artifacts.payloadVerified,
      bytes,
    }
  })
  app.all('/other', (request) => hawk.auth(request).credentials.id)
  return app
}

describe("a route's own settings", () => {
  test('false leaves it open: nobody is looked up, whatever is sent', async () => {
    const { send } = await serve(await appWith(false))
    for (const request of [{ isSigned: false }, {}, { headers: { Authorization: 'Hawk nonsense' } }]) {
      const { status, text } = await send({ path: '/own', isSigned: false, ...request })
      expect([status, JSON.parse(text)]).toEqual([200, { by: null, bytes: 0 }])
    }
    expect((await send({ path: '/other', method: 'POST', isSigned: false })).status).toBe(401)
  })

  test('undefined and an empty object change nothing', async () => {
    for (const settings of [undefined, {}]) {
      const { send } = await serve(await appWith(settings))
      expect((await send({ path: '/own' })).status).toBe(200)
      expect((await send({ path: '/own', isSigned: false })).status).toBe(401)
    }
  })

  test('required: in both directions', async () => {
    const open = await serve(await appWith({ required: false }))
    expect(JSON.parse((await open.send({ path: '/own', isSigned: false })).text)).toEqual({
      by: null,
      bytes: 0,
    })
    expect(JSON.parse((await open.send({ path: '/own' })).text)).toMatchObject({ by: 'alice' })
    expect((await open.send({ path: '/other', method: 'POST', isSigned: false })).status).toBe(401)
    const closed = await serve(await appWith({ required: true }, { required: false }))
    expect((await closed.send({ path: '/own', isSigned: false })).status).toBe(401)
  })

  test('payload: a body that nobody signed passes where the route says so', async () => {
    const { send } = await serve(await appWith({ payload: 'if-signed' }))
    const unsigned = { method: 'POST', body: 'body', signedBody: null }
    expect(JSON.parse((await send({ path: '/own', ...unsigned })).text)).toEqual({
      by: 'alice',
      verified: false,
      bytes: 4,
    })
    expect((await send({ path: '/other', ...unsigned })).status).toBe(401)
    expect((await send({ path: '/own', body: 'forged', signedBody: 'signed' })).status).toBe(401)
  })

  test.each([
    ['maxPayloadBytes', { maxPayloadBytes: 2_000_000 }],
    ['streamPayload', { streamPayload: true }],
  ])('%s: one route takes large bodies', async (_, settings) => {
    const { send } = await serve(await appWith(settings))
    const body = 'x'.repeat(2_000_000)
    expect(JSON.parse((await send({ path: '/own', body })).text)).toEqual({
      by: 'alice',
      verified: true,
      bytes: 2_000_000,
    })
    expect((await send({ path: '/other', body })).status).toBe(413)
  })

  test('bewit: a link opens that route alone', async () => {
    const { port, send } = await serve(await appWith({ bewit: { maxTtlSeconds: 60 } }))
    const link = (path: string, ttlSeconds: number) => {
      const url = `http://127.0.0.1:${port}${path}`
      return `${path}?bewit=${createBewit({ url, credentials: ALICE, ttlSeconds, clock })}`
    }
    expect((await send({ path: link('/own', 60), isSigned: false })).status).toBe(200)
    expect((await send({ path: link('/own', 61), isSigned: false })).status).toBe(401)
    expect((await send({ path: link('/other', 60), isSigned: false })).status).toBe(401)
  })

  test('signResponses: in both directions', async () => {
    const isSigned = async (settings: object, pluginSettings: object): Promise<boolean[]> => {
      const { send } = await serve(await appWith(settings, pluginSettings))
      const answers = [await send({ path: '/own' }), await send({ path: '/other', method: 'POST' })]
      return answers.map(({ verify, body }) => verify(body).ok)
    }
    expect(await isSigned({ signResponses: true }, {})).toEqual([true, false])
    expect(await isSigned({ signResponses: false }, { signResponses: true })).toEqual([false, true])
  })

  test('hold for every route that shares the object, for HEAD, and behind every prefix', async () => {
    const settings = { required: false }
    const app = fastify()
    await app.register(hawk, options)
    app.get('/one', configured(settings), () => 'one')
    await app.register(
      async (inner) => {
        inner.get('/', configured(settings), () => 'two')
      },
      { prefix: '/deep' },
    )
    app.route({ method: ['GET', 'DELETE'], url: '/three', ...configured(settings), handler: () => 'three' })
    const { send } = await serve(app)
    for (const path of ['/one', '/deep', '/deep/', '/three']) {
      expect((await send({ path, isSigned: false })).status).toBe(200)
      expect((await send({ path, method: 'HEAD', isSigned: false })).status).toBe(200)
    }
    expect((await send({ path: '/three', method: 'DELETE', isSigned: false })).text).toBe('three')
  })

  test('share the verifier of the plugin: a request that another route saw is a replay', async () => {
    const app = fastify()
    const verifier = createVerifier(options)
    await app.register(hawk, { verifier })
    app.get('/', configured({ payload: 'if-signed' }), () => 'in')
    const { send } = await serve(app)
    const headers = { 'X-Nothing': 'new' }
    const first = await send({ headers })
    expect(first.status).toBe(200)
    const again = await send({ headers: { Authorization: first.authorization }, isSigned: false })
    expect([again.status, again.headers['www-authenticate']]).toEqual([401, 'Hawk error="Invalid nonce"'])
  })
})

describe("a mistake in a route's settings", () => {
  const mistakes: [string, unknown, RegExp][] = [
    ['a name that nobody knows', { requird: false }, /hawk: GET \/own: unknown option "requird"/],
    ["an option of the plugin's alone", { publicUrl: 'https://api.example.com' }, /"publicUrl"/],
    ['another store', { credentials: () => null }, /"credentials"/],
    ['required as text', { required: 'no' }, /"required"/],
    ['required: 0', { required: 0 }, /"required"/],
    ['a policy that nobody knows', { payload: 'never' }, /"payload"/],
    ['maxPayloadBytes as text', { maxPayloadBytes: '1mb' }, /"maxPayloadBytes"/],
    ['bewit: 60', { bewit: 60 }, /"bewit"/],
    ['streaming what is ignored', { payload: 'ignore', streamPayload: true }, /exclude each other/],
    ['true', true, /got true/],
    ['null', null, /got null/],
    ['zero', 0, /got 0/],
    ['empty text', '', /got ""/],
    ['a list', [], /got an array/],
  ]

  test.each(mistakes)('fails when the route is added: %s', async (_, settings, message) => {
    const app = fastify()
    await app.register(hawk, options)
    expect(() => app.get('/own', configured(settings), () => 'in')).toThrow(TypeError)
    expect(() => app.get('/other', configured(settings), () => 'in')).toThrow(
      new RegExp(message.source.replace('own', 'other')),
    )
  })

  test.each(mistakes)(
    'is a 500 at every request where the route was added before the plugin, never open: %s',
    async (_, settings, message) => {
      let runs = 0
      const app = fastify()
      app.get('/own', configured(settings), () => (runs += 1))
      void app.register(hawk, options)
      const { send } = await serve(app)
      for (const isSigned of [true, false, true]) {
        const { status, text } = await send({ path: '/own', isSigned })
        expect(status).toBe(500)
        expect((JSON.parse(text) as { message: string }).message).toMatch(message)
      }
      expect(runs).toBe(0)
    },
  )

  test('is none where the route was added before the plugin, and says nothing wrong', async () => {
    const app = fastify()
    app.get('/open', { config: { hawk: false } }, () => 'open')
    app.get('/anybody', { config: { hawk: { required: false } } }, () => 'anybody')
    void app.register(hawk, options)
    const { send } = await serve(app)
    expect((await send({ path: '/open', isSigned: false })).text).toBe('open')
    expect((await send({ path: '/anybody', isSigned: false })).text).toBe('anybody')
  })

  test('is found in plugins that are registered later', async () => {
    const app = fastify()
    await app.register(hawk, options)
    void app.register(async (inner) => {
      inner.get('/', configured({ requird: false }), () => 'in')
    })
    await expect(app.ready()).rejects.toThrow(/requird/)
  })
})
