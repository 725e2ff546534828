import { createVerifier } from '@hawk-auth/core'
import { signedInject } from '@hawk-auth/testkit'
import type { InjectRequest } from '@hawk-auth/testkit'
import { fastify } from 'fastify'
import type { FastifyInstance } from 'fastify'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { ALICE, clock } from './support/verifying-server.js'
import type { Judged } from './support/verifying-server.js'

const signer = { credentials: ALICE, clock }

/** An application on Fastify that tells what a verifier makes of each request. */
function createApp(publicOrigin?: { host: string; port: number }): FastifyInstance {
  const app = fastify()
  const verifier = createVerifier({ credentials: () => ALICE, clock })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.all('/*', async ({ method, url: target, headers, body, hostname, port }) => {
    const payload = Buffer.isBuffer(body) ? body : undefined
    const { authorization, 'content-type': contentType } = headers
    const facts = {
      method,
      target,
      host: hostname,
      port: port ?? 80,
      ...publicOrigin,
      authorization,
      contentType,
      payload,
    }
    const verdict = await verifier.verify(facts)
    return {
      judged: verdict.ok ? 'accepted' : verdict.error.code,
      ...(verdict.ok && { payloadVerified: verdict.artifacts.payloadVerified }),
      method,
      target,
      contentType,
      body: payload?.toString('latin1') ?? '',
    } satisfies Judged
  })
  return app
}

async function judge(request: InjectRequest | string): Promise<Judged> {
  const response = await signedInject(createApp(), signer)(request)
  return response.json<Judged>()
}

describe('signedInject', () => {
  it('signs a path', async () => {
    expect(await judge('/a?b=1')).toMatchObject({ judged: 'accepted', method: 'GET', target: '/a?b=1' })
  })

  it.each<[string, InjectRequest, Partial<Judged>]>([
    [
      'text',
      { payload: 'zw\u00f6lf', headers: { 'Content-Type': 'text/plain' } },
      { contentType: 'text/plain' },
    ],
    [
      'bytes',
      { payload: Buffer.from([0, 255]), headers: { 'content-type': 'x/own' } },
      { body: '\u0000\u00ff' },
    ],
    ['an object', { payload: { a: [1] } }, { body: '{"a":[1]}', contentType: 'application/json' }],
    ['an array', { payload: [1] }, { body: '[1]', contentType: 'application/json' }],
    [
      'an object of another type',
      { payload: { a: 1 }, headers: { 'Content-Type': 'application/vnd.own+json' } },
      { body: '{"a":1}', contentType: 'application/vnd.own+json' },
    ],
    ['an object as body', { body: { a: 1 } }, { body: '{"a":1}', contentType: 'application/json' }],
    [
      'a stream',
      { payload: Readable.from(['in a ', 'stream']), headers: { 'content-type': 'text/plain' } },
      { body: 'in a stream' },
    ],
  ])('signs a body that is sent: %s', async (_, request, expected) => {
    const judged = await judge({ method: 'POST', url: '/', ...request })
    expect(judged).toMatchObject({ judged: 'accepted', payloadVerified: true, ...expected })
  })

  it('signs the bytes of a form, with the boundary that is sent', async () => {
    const payload = new FormData()
    payload.set('name', 'build')
    const judged = await judge({ method: 'POST', url: '/', payload })
    expect(judged).toMatchObject({ judged: 'accepted', payloadVerified: true })
    expect(judged.contentType).toMatch(/^multipart\/form-data; boundary=/)
    expect(judged.body).toContain('name="name"')
  })

  it('serialises an object once', async () => {
    let count = 0
    const payload = { toJSON: () => ++count }
    expect(await judge({ method: 'POST', url: '/', payload })).toMatchObject({
      judged: 'accepted',
      body: '1',
    })
    expect(count).toBe(1)
  })

  it.each<[string, InjectRequest, string]>([
    ['text', { query: 'b=2&b=3' }, '/a?c=1&b=2&b=3'],
    ['an object', { query: { b: '2', d: ['3', '4'] } }, '/a?c=1&b=2&d=3&d=4'],
    ['one that replaces what the URL says', { query: { c: 'x y' } }, '/a?c=x+y'],
  ])('signs a query that is given beside the URL: %s', async (_, request, target) => {
    expect(await judge({ ...request, path: '/a?c=1' })).toMatchObject({ judged: 'accepted', target })
  })

  it.each<[string, InjectRequest]>([
    ['nothing', { url: '/' }],
    ['an authority', { url: '/', authority: 'api.test:8080' }],
    ['an authority without a port', { url: '/', authority: 'api.test' }],
    ['a Host header', { url: '/', headers: { Host: 'api.test:8080' } }],
    ['an absolute URL', { url: 'http://api.test:8080/a' }],
    ['an absolute URL without a port', { url: 'http://api.test/a' }],
    ['an absolute URL over TLS', { url: 'https://api.test/a' }],
    ['an address', { url: 'http://[::1]:8080/a' }],
  ])('signs for the host that the application sees, by %s', async (_, request) => {
    expect(await judge(request)).toMatchObject({ judged: 'accepted' })
  })

  it('signs for the origin of publicUrl', async () => {
    const app = createApp({ host: 'api.example.com', port: 443 })
    const inject = signedInject(app, { ...signer, origin: 'https://api.example.com' })
    expect((await inject('/')).json()).toMatchObject({ judged: 'accepted' })
    expect((await signedInject(app, signer)('/')).json()).toMatchObject({ judged: 'ERR_HAWK_BAD_MAC' })
  })

  it('signs each request anew, in the place of an Authorization that is given, and leaves what was given alone', async () => {
    const inject = signedInject(createApp(), signer)
    const request = {
      url: '/',
      headers: { Authorization: 'Bearer x', 'x-own': 'kept' },
      remoteAddress: '10.0.0.1',
    }
    for (let count = 0; count < 3; count++)
      expect((await inject(request)).json()).toMatchObject({ judged: 'accepted' })
    expect(request.headers).toEqual({ Authorization: 'Bearer x', 'x-own': 'kept' })
  })

  it('passes on what else inject knows', async () => {
    const app = fastify()
    app.get('/', async (request) => [request.ip, request.headers.cookie, request.headers['x-own']])
    const inject = signedInject(app, signer)
    const response = await inject({
      url: '/',
      remoteAddress: '10.0.0.1',
      cookies: { a: '1' },
      headers: { 'X-Own': 'kept' },
    })
    expect(response.json()).toEqual(['10.0.0.1', 'a=1', 'kept'])
  })

  it('refuses what it does not know at once', () => {
    expect(() => signedInject(createApp(), { ...signer, baseUrl: 'x' } as never)).toThrow(
      /^signedInject: unknown option "baseUrl"; known are credentials, clock, origin$/,
    )
  })

  it('refuses a URL that is no text', async () => {
    const inject = signedInject(createApp(), signer)
    await expect(inject({ url: { pathname: '/' } as never })).rejects.toThrow('"url" must be text')
  })
})
