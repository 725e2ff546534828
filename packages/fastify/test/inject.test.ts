import { signRequest, verifyResponse } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/fastify'
import { eventually } from '@hawk-auth/testkit'
import fastify from 'fastify'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { ALICE, clock, options } from '../../../test/support/alice.js'

const ORIGIN = 'https://api.example.com'
const contentType = 'application/json'
const payload = '{"a":1}'

/** What `app.inject` takes, signed; sent may be something else. */
function signed(method: 'GET' | 'POST', url: string, sent: InjectOptions = {}): InjectOptions {
  const body = method === 'POST' ? { payload, contentType } : {}
  const { authorization } = signRequest({ method, url: ORIGIN + url, credentials: ALICE, clock, ...body })
  const headers = {
    authorization,
    ...(method === 'POST' && { 'content-type': contentType }),
    ...sent.headers,
  }
  return { method, url, ...(method === 'POST' && { payload }), ...sent, headers }
}

async function appWith(settings: object = {}): Promise<{ app: FastifyInstance; bodies: unknown[] }> {
  const bodies: unknown[] = []
  const app = fastify()
  await app.register(hawk, { ...options, publicUrl: ORIGIN, ...settings })
  app.get('/who', (request) => hawk.auth(request).credentials.id)
  app.post('/jobs', (request) => {
    bodies.push(request.body)
    return { verified: hawk.auth(request).artifacts.payloadVerified }
  })
  return { app, bodies }
}

describe.each([
  ['whole bodies', {}],
  ['bodies that flow', { streamPayload: true }],
])('an injected request, with %s,', (_, settings) => {
  test('is admitted where it is signed, and its body is parsed', async () => {
    const { app, bodies } = await appWith(settings)
    expect((await app.inject(signed('GET', '/who'))).body).toBe('alice')
    expect((await app.inject(signed('POST', '/jobs'))).json()).toEqual({ verified: true })
    const slow = signed('POST', '/jobs', { payload: Readable.from([payload.slice(0, 2), payload.slice(2)]) })
    expect((await app.inject(slow)).json()).toEqual({ verified: true })
    const split = signed('POST', '/jobs', {
      simulate: { end: true, split: true, error: false, close: false },
    })
    expect((await app.inject(split)).json()).toEqual({ verified: true })
    expect(bodies).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }])
  })

  test('is refused where it is unsigned, signed for another target, or its body is another', async () => {
    const { app, bodies } = await appWith(settings)
    const refused = [
      await app.inject('/who'),
      await app.inject(signed('GET', '/who', { url: '/who?more' })),
      await app.inject(signed('POST', '/jobs', { payload: '{"a":2}' })),
      await app.inject(signed('POST', '/jobs', { payload: Readable.from(['{"a":2}']) })),
      await app.inject(signed('POST', '/jobs', { payload: '' })),
    ]
    expect(refused.map((answer) => [answer.statusCode, answer.headers['www-authenticate']])).toEqual([
      [401, 'Hawk'],
      [401, 'Hawk error="Bad mac"'],
      [401, 'Hawk error="Bad payload hash"'],
      [401, 'Hawk error="Bad payload hash"'],
      [401, 'Hawk error="Bad payload hash"'],
    ])
    expect(bodies).toEqual([])
  })

  test('that is aborted runs nothing and is not answered', async () => {
    let release: (() => void) | undefined
    let hasAnswered = false
    const credentials = async (id: string) => {
      await new Promise<void>((resolve) => (release = resolve))
      return options.credentials(id)
    }
    const { app, bodies } = await appWith({ ...settings, credentials })
    app.addHook('onSend', async () => {
      hasAnswered = true
    })
    const abort = new AbortController()
    const answer = app.inject(signed('POST', '/jobs', { signal: abort.signal }))
    const failure = expect(answer).rejects.toThrow()
    await eventually(() => release !== undefined, 'a pending lookup')
    abort.abort()
    await failure
    release?.()
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect([bodies, hasAnswered]).toEqual([[], false])
  })
})

test('an injected answer is signed', async () => {
  const { app } = await appWith({ signResponses: true })
  const { authorization, artifacts } = signRequest({ url: `${ORIGIN}/who`, credentials: ALICE, clock })
  const answer = await app.inject({ url: '/who', headers: { authorization } })
  const serverAuthorization = String(answer.headers['server-authorization'])
  const body = { payload: answer.body, contentType: String(answer.headers['content-type']) }
  expect(verifyResponse({ credentials: ALICE, artifacts, serverAuthorization, ...body })).toMatchObject({
    ok: true,
    payloadVerified: true,
  })
})

test('without publicUrl, an injected request is signed for the host that it names', async () => {
  const app = fastify()
  await app.register(hawk, options)
  app.get('/', () => 'in')
  const authorizationFor = (url: string) => signRequest({ url, credentials: ALICE, clock }).authorization
  const usual = await app.inject({
    url: '/',
    headers: { authorization: authorizationFor('http://localhost/') },
  })
  expect(usual.body).toBe('in')
  const host = 'api.example.com:8443'
  const authorization = authorizationFor(`http://${host}/`)
  expect((await app.inject({ url: '/', headers: { host, authorization } })).body).toBe('in')
})
