import defaultExport, { createVerifier, hawk, HawkError } from '@hawk-auth/fastify'
import type { HawkAuth } from '@hawk-auth/fastify'
import { eventually, RawConnection } from '@hawk-auth/testkit'
import fastify from 'fastify'
import type { Socket } from 'node:net'
import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { ALICE, options } from '../../../test/support/alice.js'
import { serve } from './support/served.js'

const FORGER = { ...ALICE, key: 'another key' }
const JSON_BODY = { body: '{"a":1}', contentType: 'application/json' }

describe('the plugin', () => {
  test('serves what the README shows: one registration, and hawk.auth in every route', async () => {
    const app = fastify()
    await app.register(hawk, options)
    app.post('/jobs', (request) => ({ by: hawk.auth(request).credentials.id, job: request.body }))
    const { send } = await serve(app)
    const { status, text } = await send({ path: '/jobs', ...JSON_BODY })
    expect([status, JSON.parse(text)]).toEqual([200, { by: 'alice', job: { a: 1 } }])
    expect((await send({ path: '/jobs', ...JSON_BODY, isSigned: false })).status).toBe(401)
  })

  test('puts the sender on request.hawk, without a key; nobody is null', async () => {
    const seen: unknown[] = []
    const app = fastify()
    await app.register(hawk, { ...options, required: false })
    app.get('/', ({ hawk: auth }) => {
      seen.push(auth === null ? null : auth?.credentials)
      return ''
    })
    const { send } = await serve(app)
    await send()
    await send({ isSigned: false })
    expect(seen).toEqual([{ id: 'alice', approved: true, team: 'builders' }, null])
  })

  test('has hawk.auth throw a 500 on a route left open, and a 401 with its challenge for nobody', async () => {
    const app = fastify()
    await app.register(hawk, { ...options, required: false })
    const answer = ({ hawk: auth }: { hawk: HawkAuth | null | undefined }) => hawk.auth({ hawk: auth })
    app.get('/open', { config: { hawk: false } }, answer)
    app.get('/anybody', answer)
    const { send } = await serve(app)
    const open = await send({ path: '/open' })
    expect([open.status, JSON.parse(open.text)]).toEqual([
      500,
      expect.objectContaining({ code: 'ERR_HAWK_NOT_GUARDED' }),
    ])
    const nobody = await send({ path: '/anybody', isSigned: false })
    expect([nobody.status, nobody.headers['www-authenticate']]).toEqual([401, 'Hawk'])
    expect(JSON.parse(nobody.text)).toMatchObject({ code: 'ERR_HAWK_MISSING' })
  })

  test('is the default export too, and can be imported by register itself', async () => {
    expect(defaultExport).toBe(hawk)
    const app = fastify()
    await app.register(import('@hawk-auth/fastify'), options)
    app.get('/', () => 'in')
    const { send } = await serve(app)
    expect((await send()).text).toBe('in')
    expect((await send({ isSigned: false })).status).toBe(401)
  })

  test('has a name that plugins may depend on, and declares what it adds to requests', async () => {
    const app = fastify()
    await app.register(hawk, options)
    expect(app.hasPlugin('@hawk-auth/fastify')).toBe(true)
    expect(app.hasRequestDecorator('hawk')).toBe(true)
    app.get('/', (request) => request.getDecorator<HawkAuth>('hawk').credentials.id)
    const { send } = await serve(app)
    expect((await send()).text).toBe('alice')
  })

  test.each([
    ['registered before its routes', true],
    ['registered behind its routes, and not waited for', false],
  ])('guards: %s', async (_, isFirst) => {
    const app = fastify()
    if (isFirst) await app.register(hawk, options)
    app.get('/', () => 'in')
    if (!isFirst) void app.register(hawk, options)
    const { send } = await serve(app)
    expect((await send()).text).toBe('in')
    expect((await send({ credentials: FORGER })).status).toBe(401)
  })

  test.each([
    ['at once', options.credentials],
    ['later', async (id: string) => options.credentials(id)],
  ])('runs a handler once, where its store answers %s', async (_, credentials) => {
    let runs = 0
    const errors: unknown[] = []
    const app = fastify()
    await app.register(hawk, { ...options, credentials })
    app.addHook('onError', async (_request, _reply, error) => {
      errors.push(error)
    })
    app.all('/', async () => ({ runs: (runs += 1) }))
    const { send } = await serve(app)
    expect((await send()).text).toBe('{"runs":1}')
    expect((await send(JSON_BODY)).text).toBe('{"runs":2}')
    expect((await send({ method: 'HEAD' })).status).toBe(200)
    expect([runs, errors]).toEqual([3, []])
  })

  test('stands behind the hooks before it and in front of those behind it', async () => {
    const seen: string[] = []
    const app = fastify()
    const watch = (name: string, on: 'onRequest' | 'preHandler' | 'onSend' | 'onResponse'): void => {
      app.addHook(on as 'onRequest', async ({ hawk: auth }) => {
        seen.push(`${name} ${auth?.credentials.id ?? 'unknown'}`)
      })
    }
    watch('before', 'onRequest')
    await app.register(hawk, options)
    watch('behind', 'onRequest')
    watch('preHandler', 'preHandler')
    watch('onResponse', 'onResponse')
    app.get('/', () => 'in')
    const { send } = await serve(app)
    await send()
    await eventually(() => seen.length === 4, 'the last hook')
    expect(seen.splice(0)).toEqual(['before unknown', 'behind alice', 'preHandler alice', 'onResponse alice'])
    await send({ credentials: FORGER })
    await eventually(() => seen.length === 2, 'the last hook')
    expect(seen).toEqual(['before unknown', 'onResponse unknown'])
  })

  test('leaves a hook before it the last word', async () => {
    const app = fastify()
    app.addHook('onRequest', async (_request, reply) => reply.code(503).send('down'))
    await app.register(hawk, options)
    app.get('/', () => 'in')
    const { send } = await serve(app)
    expect((await send()).text).toBe('down')
  })

  test('runs nothing, and answers nobody, where the sender has gone', async () => {
    let release: (() => void) | undefined
    const seen: string[] = []
    const credentials = async (id: string) => {
      await new Promise<void>((resolve) => (release = resolve))
      seen.push('store')
      return options.credentials(id)
    }
    const app = fastify({ logger: { level: 'warn', stream: linesInto(seen) } })
    await app.register(hawk, { ...options, credentials })
    app.addHook('onSend', async () => {
      seen.push('onSend')
    })
    app.post('/', () => seen.push('handler'))
    const sockets: Socket[] = []
    app.server.on('connection', (socket) => sockets.push(socket))
    const { port, write } = await serve(app)
    const connection = await RawConnection.open(port)
    connection.write(write(JSON_BODY).bytes)
    await eventually(() => release !== undefined, 'a pending lookup')
    connection.destroy()
    await eventually(() => sockets[0]?.destroyed === true, 'the end of the connection')
    release?.()
    await eventually(() => seen.length > 0, 'the store')
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(seen).toEqual(['store'])
  })

  test.each([
    ['an option that nobody knows', { ...options, requierd: false }, /requierd/],
    ['no store', {}, /credentials/],
    ['required: 1', { ...options, required: 1 }, /"required"/],
    ['a verifier beside its options', { ...options, verifier: createVerifier(options) }, /exclude/],
    ['a prefix', { ...options, prefix: '/api' }, /inside of a plugin that has the "prefix"/],
    ['a prefix of undefined', { ...options, prefix: undefined }, /"prefix"/],
  ])('fails to load with %s', async (_, wrong, message) => {
    const load = async (): Promise<unknown> => fastify().register(hawk, wrong as never)
    await expect(load()).rejects.toThrow(TypeError)
    await expect(load()).rejects.toThrow(message)
    const app = fastify()
    void app.register(hawk, wrong as never)
    app.get('/', () => 'in')
    await expect(app.ready()).rejects.toThrow(message)
  })
})

describe('a refusal', () => {
  test("is answered by Fastify's own handler: status, challenge, code and message", async () => {
    const app = fastify()
    await app.register(hawk, options)
    app.get('/', () => 'in')
    const { send } = await serve(app)
    const { status, headers, text } = await send({ credentials: FORGER })
    expect([status, headers['www-authenticate'], headers['cache-control']]).toEqual([
      401,
      'Hawk error="Bad mac"',
      'no-store',
    ])
    expect(JSON.parse(text)).toEqual({
      statusCode: 401,
      code: 'ERR_HAWK_BAD_MAC',
      error: 'Unauthorized',
      message: 'Bad mac',
    })
  })

  test("comes to the application's own error handler as a HawkError, which keeps its challenge", async () => {
    const app = fastify()
    await app.register(hawk, options)
    app.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof HawkError)) throw error
      return reply.code(error.status).headers(error.headers).send({ mine: error.code })
    })
    app.get('/', () => 'in')
    const { send } = await serve(app)
    const { status, headers, text } = await send({ credentials: FORGER })
    expect([status, headers['www-authenticate'], headers['cache-control'], text]).toEqual([
      401,
      'Hawk error="Bad mac"',
      'no-store',
      '{"mine":"ERR_HAWK_BAD_MAC"}',
    ])
  })

  test('can be given back to Fastify by an error handler that wants nothing of it', async () => {
    const app = fastify()
    await app.register(hawk, options)
    app.setErrorHandler((error, _request, reply) => reply.send(error))
    app.get('/', () => 'in')
    const { send } = await serve(app)
    const { status, headers, text } = await send({ credentials: FORGER })
    expect([status, headers['www-authenticate']]).toEqual([401, 'Hawk error="Bad mac"'])
    expect(JSON.parse(text)).toMatchObject({ code: 'ERR_HAWK_BAD_MAC' })
  })

  test('is logged by its code, without a key, a MAC or the frames of a stack', async () => {
    const lines: string[] = []
    const app = fastify({ logger: { stream: linesInto(lines) } })
    await app.register(hawk, options)
    app.get('/', () => 'in')
    const { send, write } = await serve(app)
    const { bytes } = write({ credentials: FORGER })
    const mac = /mac="([^"]+)"/.exec(bytes.toString())?.[1] ?? 'none'
    await send({ credentials: FORGER })
    await eventually(() => lines.some((line) => line.includes('request completed')), 'the log')
    const log = lines.join('')
    expect(log).toContain('ERR_HAWK_BAD_MAC')
    for (const secret of [ALICE.key, FORGER.key, mac, 'node:internal']) expect(log).not.toContain(secret)
  })
})

/** A log's stream that keeps its lines. */
function linesInto(lines: string[]): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString())
      done()
    },
  })
}
