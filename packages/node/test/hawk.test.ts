import { hawk } from '@hawk-auth/node'
import type { HttpGuard } from '@hawk-auth/node'
import { HawkError, signRequest } from '@hawk-auth/core'
import { rawRequest } from '@hawk-auth/testkit'
import type { RawResponse } from '@hawk-auth/testkit'
import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer as createSecureServer, request as secureRequest } from 'node:https'
import { expect, test } from 'vitest'
import { ALICE, clock, options } from '../../../test/support/alice.js'
import { listen } from '../../../test/support/listen.js'
import { serve } from '../../../test/support/served.js'
import { TLS } from './support/tls.js'

function signed(port: number, method = 'GET', payload?: string): string {
  const url = `http://127.0.0.1:${port}/`
  return signRequest({ url, method, credentials: ALICE, clock, payload }).authorization
}

async function ask(
  listener: RequestListener,
  authorization?: (port: number) => string,
): Promise<RawResponse> {
  const { port } = await serve(listener)
  const header = authorization === undefined ? '' : `Authorization: ${authorization(port)}\r\n`
  return rawRequest(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${header}Connection: close\r\n\r\n`)
}

test('wraps a handler, which is given the sender', async () => {
  const handler = hawk(options).wrap((_request, response, auth) => {
    response.end(`${auth.credentials.id} of the ${auth.credentials.team}`)
  })
  expect((await ask(handler, signed)).text).toBe('alice of the builders')
})

test('answers a refusal with a small JSON body, and never runs the handler', async () => {
  let runs = 0
  const handler = hawk(options).wrap(() => runs++)
  const { status, headers, text } = await ask(handler)
  expect(status).toBe(401)
  expect(JSON.parse(text)).toEqual({
    statusCode: 401,
    code: 'ERR_HAWK_MISSING',
    message: 'Hawk authentication required',
  })
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'www-authenticate': 'Hawk',
    'cache-control': 'no-store',
  })
  expect(runs).toBe(0)
})

test('takes headers that were meant for the answer of the handler off a refusal', async () => {
  const handler = hawk(options).wrap(() => undefined)
  const { headers } = await ask((request, response) => {
    response.setHeader('Cache-Control', 'public, max-age=3600')
    response.setHeader('ETag', '"1"')
    void handler(request, response)
  })
  expect(headers['cache-control']).toBe('no-store')
  expect(headers['etag']).toBeUndefined()
})

test('authenticates by hand: a Promise always, and the refusal is answered by then', async () => {
  const guard = hawk(options)
  const seen: unknown[] = []
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const promise = guard.authenticate(request, response)
    seen.push(promise instanceof Promise)
    void promise.then((result) => {
      seen.push(result.ok ? result.auth.credentials.id : [result.error.code, response.writableEnded])
      if (result.ok) response.end('in')
    })
  }
  await ask(listener, signed)
  await ask(listener)
  expect(seen).toEqual([true, 'alice', true, ['ERR_HAWK_MISSING', true]])
})

test('gives null for nobody where nobody is required', async () => {
  const handler = hawk({ ...options, required: false }).wrap((_request, response, auth) => {
    response.end(JSON.stringify(auth))
  })
  expect((await ask(handler)).text).toBe('null')
})

test('throws ERR_HAWK_NOT_GUARDED for a request that it did not see', async () => {
  const guard: HttpGuard<unknown> = hawk(options)
  const codes: unknown[] = []
  await ask((request, response) => {
    try {
      guard.auth(request)
    } catch (error) {
      if (error instanceof HawkError) codes.push(error.code)
    }
    response.end()
  })
  expect(codes).toEqual(['ERR_HAWK_NOT_GUARDED'])
})

test.each([
  ['a signed body', 'the body', 200],
  ['a forged body', 'the b0dy', 401],
  ['a large body under a wrong hash', 'x'.repeat(800_000), 401],
])('over TLS, answers %s', async (_, body, status) => {
  let runs = 0
  const handler = hawk(options).wrap(async (request, response) => {
    runs++
    for await (const chunk of request) response.write(chunk)
    response.end()
  })
  const port = await listen(createSecureServer(TLS, (request, response) => void handler(request, response)))
  const headers = { Authorization: signed(port, 'POST', 'the body').trim() }
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = secureRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      headers,
      rejectUnauthorized: false,
      agent: false,
    })
    sent.on('response', resolve).on('error', reject).end(body)
  })
  expect(answer.statusCode).toBe(status)
  answer.resume()
  await once(answer, 'end')
  expect(runs).toBe(status === 200 ? 1 : 0)
})
