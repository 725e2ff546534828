import cors from '@fastify/cors'
import multipart from '@fastify/multipart'
import replyFrom from '@fastify/reply-from'
import { hawk } from '@hawk-auth/fastify'
import { eventually, RawConnection } from '@hawk-auth/testkit'
import fastify from 'fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { finished } from 'node:stream/promises'
import { describe, expect, test } from 'vitest'
import { options } from '../../../test/support/alice.js'
import { serve } from './support/served.js'

const MULTIPART = 'multipart/form-data; boundary=edge'
const part = (text: string): string =>
  `--edge\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${text}\r\n--edge--\r\n`

describe.each([
  ['whole bodies', {}],
  ['bodies that flow', { streamPayload: true }],
])('@fastify/multipart, with %s,', (_, settings) => {
  async function appThat(): Promise<{ app: FastifyInstance; files: string[]; seen: string[] }> {
    const files: string[] = []
    const seen: string[] = []
    const app = fastify()
    await app.register(hawk, { ...options, ...settings })
    await app.register(multipart)
    app.post('/', async (request) => {
      request.raw.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
      for await (const file of request.files()) files.push((await file.toBuffer()).toString())
      return { by: hawk.auth(request).credentials.id }
    })
    return { app, files, seen }
  }

  test('reads what was signed', async () => {
    const { app, files } = await appThat()
    const { send } = await serve(app)
    const text = 'x'.repeat(300_000)
    const answer = await send({ body: part(text), contentType: MULTIPART })
    expect([answer.status, answer.text]).toEqual([200, '{"by":"alice"}'])
    expect(files).toEqual([text])
  })

  test('comes to no end of a forged body, though it reads the raw request', async () => {
    const { app, files, seen } = await appThat()
    const { send } = await serve(app)
    const answer = await send({ body: part('forged'), signedBody: part('signed'), contentType: MULTIPART })
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([
      401,
      'Hawk error="Bad payload hash"',
    ])
    expect([files, seen]).toEqual([[], []])
  })
})

test('@fastify/multipart with attached fields runs no handler for a forged body', async () => {
  const bodies: unknown[] = []
  const app = fastify()
  await app.register(hawk, { ...options, streamPayload: true })
  await app.register(multipart, { attachFieldsToBody: 'keyValues' })
  app.post('/', ({ body }) => bodies.push(body))
  const { send } = await serve(app)
  const field = (text: string): string =>
    `--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n${text}\r\n--edge--\r\n`
  const forged = { body: field('forged'), signedBody: field('signed'), contentType: MULTIPART }
  expect((await send(forged)).status).toBe(401)
  expect(bodies).toEqual([])
  expect((await send({ body: field('signed'), contentType: MULTIPART })).status).toBe(200)
  expect(bodies).toEqual([{ a: 'signed' }])
})

test.each([
  [
    'that reads all files',
    async (request: FastifyRequest, files: string[]) => {
      for await (const file of request.files()) files.push((await file.toBuffer()).toString())
    },
  ],
  [
    'that waits for the end of the request',
    async (request: FastifyRequest, files: string[]) => {
      const file = await request.file()
      files.push((await file?.toBuffer())?.toString() ?? 'none')
      await finished(request.raw)
    },
  ],
])('a handler %s does not take the end of a file for the end of a body', async (_, read) => {
  const files: string[] = []
  let takenOver = 0
  const app = fastify()
  await app.register(hawk, { ...options, streamPayload: true })
  await app.register(multipart)
  app.post('/', async (request) => {
    await read(request, files)
    return { takenOver: (takenOver += 1) }
  })
  const { port, write, send } = await serve(app)
  const epilogue = 'e'.repeat(300_000)
  const forged = {
    body: part('forged') + epilogue,
    signedBody: part('signed') + epilogue,
    contentType: MULTIPART,
  }
  const { bytes } = write(forged)
  const connection = await RawConnection.open(port)
  connection.write(bytes.subarray(0, 150_000))
  await eventually(() => files.length > 0, 'the file')
  expect([files, takenOver]).toEqual([['forged'], 0])
  connection.write(bytes.subarray(150_000))
  expect((await connection.response()).status).toBe(401)
  connection.destroy()
  expect(takenOver).toBe(0)
  expect((await send({ ...forged, body: forged.signedBody })).text).toBe('{"takenOver":1}')
})

describe('@fastify/reply-from', () => {
  /** A proxy that guards what it passes on to a server, which says what it was sent. */
  async function proxied(settings: object): Promise<{ proxy: FastifyInstance; received: string[] }> {
    const received: string[] = []
    const upstream = fastify()
    upstream.removeAllContentTypeParsers()
    upstream.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
      received.push(String(body))
      done(null, body)
    })
    upstream.all('/*', ({ method, url, body }) => ({ method, url, body }))
    const { port } = await serve(upstream)
    const proxy = fastify()
    await proxy.register(hawk, { ...options, ...settings })
    await proxy.register(replyFrom, { base: `http://127.0.0.1:${port}` })
    proxy.removeAllContentTypeParsers()
    // The body stays on the raw request, from where it is passed on.
    proxy.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    proxy.all('/*', (request, reply) => reply.from(request.url))
    return { proxy, received }
  }

  test.each([
    ['whole', {}],
    ['while it flows', { streamPayload: true }],
  ])('passes on a verified body: %s', async (_, settings) => {
    const { proxy, received } = await proxied(settings)
    const { send } = await serve(proxy)
    const body = 'y'.repeat(200_000)
    const answer = await send({ path: '/a?b=1', body, contentType: 'text/plain' })
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { method: 'POST', url: '/a?b=1', body }])
    expect(received).toEqual([body])
    expect((await send({ path: '/a' })).status).toBe(200)
  })

  test('passes on nothing of a forged body, nor of a request that is not signed', async () => {
    const { proxy, received } = await proxied({})
    const { send } = await serve(proxy)
    const forged = { body: 'forged', signedBody: 'signed', contentType: 'text/plain' }
    expect((await send(forged)).status).toBe(401)
    expect((await send({ body: 'body', contentType: 'text/plain', isSigned: false })).status).toBe(401)
    expect(received).toEqual([])
  })

  test('passes on no end of a forged body that flows', async () => {
    const { proxy, received } = await proxied({ streamPayload: true })
    const { send } = await serve(proxy)
    const forged = 'f'.repeat(200_000)
    const answer = await send({ body: forged, signedBody: 'signed', contentType: 'text/plain' })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(received).toEqual([])
  })
})

describe('@fastify/cors', () => {
  const CORS = {
    origin: 'https://app.example.com',
    methods: ['GET', 'POST', 'PUT'],
    exposedHeaders: ['WWW-Authenticate', 'Server-Authorization'],
  }
  const preflight = {
    method: 'OPTIONS',
    isSigned: false,
    headers: {
      Origin: CORS.origin,
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'authorization',
    },
  }

  test.each([['at the root'], ['in a plugin of its own']])(
    'registered before the guard answers preflights, and lets a browser read refusals: %s',
    async (place) => {
      const app = fastify()
      await app.register(cors, CORS)
      const api = async (site: FastifyInstance): Promise<void> => {
        await site.register(hawk, options)
        site.put('/', () => 'in')
      }
      if (place === 'at the root') await api(app)
      else await app.register(api)
      const { send } = await serve(app)
      const allowed = await send(preflight)
      expect([allowed.status, allowed.headers['access-control-allow-methods']]).toEqual([
        204,
        'GET, POST, PUT',
      ])
      const refused = await send({ method: 'PUT', isSigned: false, headers: { Origin: CORS.origin } })
      expect(refused.status).toBe(401)
      expect(refused.headers).toMatchObject({
        'access-control-allow-origin': CORS.origin,
        'access-control-expose-headers': 'WWW-Authenticate, Server-Authorization',
        'www-authenticate': 'Hawk',
      })
    },
  )

  test('registered behind it never sees a preflight', async () => {
    const app = fastify()
    await app.register(hawk, options)
    await app.register(cors, CORS)
    app.put('/', () => 'in')
    const { send } = await serve(app)
    expect((await send(preflight)).status).toBe(401)
  })
})
