import { signRequest, verifyResponse } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/node'
import { rawRequest } from '@hawk-auth/testkit'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import type {
  ClientHttp2Stream,
  Http2ServerRequest,
  Http2ServerResponse,
  IncomingHttpHeaders,
} from 'node:http2'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ALICE } from '../../../test/support/alice.js'
import { listen } from '../../../test/support/listen.js'
import { serve } from '../../../test/support/served.js'

const guard = hawk({ credentials: (id) => (id === ALICE.id ? ALICE : undefined), signResponses: true })

interface Answered {
  status: number
  headers: Readonly<Record<string, string | undefined>>
  text: string
  /** Whether the answer is signed, and with the hash of its body. */
  signature: 'hashed' | 'without a hash' | 'bad'
}

async function ask(
  handler: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<Answered> {
  const { port } = await serve(guard.wrap(handler))
  const { authorization, artifacts } = signRequest({ url: `http://127.0.0.1:${port}/`, credentials: ALICE })
  const { status, headers, text } = await rawRequest(
    port,
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`,
  )
  const answer = {
    credentials: ALICE,
    artifacts,
    serverAuthorization: headers['server-authorization'],
    contentType: headers['content-type'],
  }
  const verdict = verifyResponse({ ...answer, payload: text })
  if (verdict.ok && verdict.payloadVerified) return { status, headers, text, signature: 'hashed' }
  const isSigned = verifyResponse(answer).ok && !answer.serverAuthorization?.includes('hash=')
  return { status, headers, text, signature: isSigned ? 'without a hash' : 'bad' }
}

test.each<[string, unknown[]]>([
  ['no headers', [201]],
  ['a reason', [201, 'Made']],
  ['an object', [201, { 'Content-Type': 'text/plain', 'X-Own': 'kept' }]],
  ['a reason and an object', [201, 'Made', { 'content-type': 'text/plain', 'X-Own': 'kept' }]],
  ['a list', [201, ['Content-Type', 'text/plain', 'X-Own', 'kept']]],
])('signs the body behind a head written by hand: %s', async (shape, head) => {
  const { status, headers, text, signature } = await ask((_request, response) => {
    Reflect.apply(response.writeHead.bind(response), response, head)
    response.end('made')
  })
  expect({ status, text, signature }).toEqual({ status: 201, text: 'made', signature: 'hashed' })
  if (shape.includes('object') || shape === 'a list') expect(headers['x-own']).toBe('kept')
})

test('keeps headers of one name apart where a head is a list', async () => {
  const { headers, signature } = await ask((_request, response) => {
    response.writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'])
    response.end('two cookies')
  })
  expect(headers['set-cookie']).toBe('a=1, b=2')
  expect(signature).toBe('hashed')
})

test('lets a head override what was set before', async () => {
  const { headers, signature } = await ask((_request, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.end('text')
  })
  expect(headers['content-type']).toBe('text/plain')
  expect(signature).toBe('hashed')
})

test.each<[string, (response: ServerResponse) => void]>([
  ['a body that is written in parts', (response) => void response.writeHead(200).write('in ')],
  [
    'a head that is flushed',
    (response) => {
      response.writeHead(200).flushHeaders()
    },
  ],
  ['a coded body', (response) => void response.writeHead(200, { 'Content-Encoding': 'x-own' })],
  ['no body by its status', (response) => void response.writeHead(204)],
])('signs %s without a hash', async (_what, begin) => {
  const { signature } = await ask((_request, response) => {
    begin(response)
    response.end()
  })
  expect(signature).toBe('without a hash')
})

test('tells handlers that their head was written, and refuses a second one as Node does', async () => {
  let failure: unknown
  const shown: boolean[] = []
  const { status, text, signature } = await ask((_request, response) => {
    shown.push(response.headersSent)
    response.writeHead(200, { 'Content-Type': 'text/plain' })
    shown.push(response.headersSent)
    try {
      response.writeHead(500)
    } catch (error) {
      failure = error
    }
    shown.push(response.headersSent)
    response.end('the first')
  })
  expect(shown).toEqual([false, true, true])
  expect(failure).toMatchObject({ code: 'ERR_HTTP_HEADERS_SENT' })
  expect({ status, text, signature }).toEqual({ status: 200, text: 'the first', signature: 'without a hash' })
})

test.each<[string, unknown[], string]>([
  ['a header value', [200, { 'Content-Disposition': 'attachment; filename="a\nb"' }], 'ERR_INVALID_CHAR'],
  ['a header name in a list', [200, ['a b', 'c']], 'ERR_INVALID_HTTP_TOKEN'],
  ['a header without a value', [200, ['a']], 'ERR_HTTP_INVALID_HEADER_VALUE'],
  ['a reason', [200, 'O\nK'], 'ERR_INVALID_CHAR'],
  ['a status', [99], 'ERR_HTTP_INVALID_STATUS_CODE'],
])('throws what is wrong with a head at who writes it, as Node does: %s', async (_what, head, code) => {
  let failure: unknown
  const { status, text } = await ask((_request, response) => {
    try {
      Reflect.apply(response.writeHead.bind(response), response, head)
    } catch (error) {
      failure = error
    }
    response.statusCode = 500
    response.end('caught')
  })
  expect(failure).toMatchObject({ code })
  expect({ status, text }).toEqual({ status: 500, text: 'caught' })
})

test('throws a status that is none at who writes it, over HTTP/2 too', async () => {
  let failure: unknown
  const { headers } = await askHttp2((_request, response) => {
    try {
      response.writeHead(1000)
    } catch (error) {
      failure = error
    }
    response.statusCode = 500
    response.end()
  })
  expect(failure).toMatchObject({ code: 'ERR_HTTP2_STATUS_INVALID' })
  expect(headers[':status']).toBe(500)
})

test('cuts the answer of a handler that fails behind its head', async () => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  onTestFinished(() => void vi.restoreAllMocks())
  await expect(
    ask((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' })
      throw new Error('too late')
    }),
  ).rejects.toThrow('closed without a whole answer')
})

/** Asks over HTTP/2; gives the answer and its headers, and what is needed to check them. */
async function askHttp2(
  handler: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
): Promise<{
  stream: ClientHttp2Stream
  headers: IncomingHttpHeaders
  artifacts: ReturnType<typeof signRequest>['artifacts']
}> {
  const listener = guard.wrap<Http2ServerRequest, Http2ServerResponse>(handler)
  const port = await listen(createHttp2Server(listener))
  const session = connect(`http://127.0.0.1:${port}`)
  onTestFinished(() => session.destroy())
  const { authorization, artifacts } = signRequest({ url: `http://127.0.0.1:${port}/`, credentials: ALICE })
  const stream = session.request({ ':path': '/', authorization })
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders]
  return { stream, headers, artifacts }
}

test('sends a head over HTTP/2 though its body comes later', async () => {
  let end: () => void = () => undefined
  const { stream, headers } = await askHttp2((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    end = () => response.end('data: later')
  })
  expect(headers['server-authorization']).toMatch(/^Hawk mac="[^"]+"$/)
  end()
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk)
  expect(text).toBe('data: later')
})

test('signs the body behind a head over HTTP/2 that is there at once', async () => {
  const { headers, artifacts } = await askHttp2((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.end('at once')
  })
  const verdict = verifyResponse({
    credentials: ALICE,
    artifacts,
    serverAuthorization: String(headers['server-authorization']),
    contentType: headers['content-type'],
    payload: 'at once',
  })
  expect(verdict).toMatchObject({ ok: true, payloadVerified: true })
})

test('leaves what CORS put on the answer to a refusal, and nothing else', async () => {
  const handle = guard.wrap(() => undefined)
  const { port } = await serve((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', 'https://app.example')
    response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate')
    response.setHeader('Vary', 'Origin')
    response.setHeader('Cache-Control', 'public')
    response.setHeader('Set-Cookie', 'a=1')
    void handle(request, response)
  })
  const { status, headers } = await rawRequest(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  expect(status).toBe(401)
  expect(headers).toMatchObject({
    'access-control-allow-origin': 'https://app.example',
    'access-control-expose-headers': 'WWW-Authenticate',
    vary: 'Origin',
    'cache-control': 'no-store',
  })
  expect(headers['set-cookie']).toBeUndefined()
})
