import { createBewit, verifyResponse } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/fetch'
import type { FetchGuardOptions } from '@hawk-auth/fetch'
import { describe, expect, test } from 'vitest'
import { ALICE, clock, options } from './support/clients.js'
import type { Client } from './support/clients.js'
import { chunked, makeRequest, request } from './support/signed-requests.js'

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const TYPED = { headers: { 'content-type': 'text/plain' } }

interface Answered {
  response: Response
  body: Uint8Array
  /** Verifies the answer as a client does, with the body that arrived, with another, or (`null`) with none. */
  verify: (payload?: Uint8Array | string | null) => ReturnType<typeof verifyResponse>
  hasHash: boolean
}

/** Asks a guarded handler, and reads its answer as a client does. */
async function ask(
  handler: (incoming: Request) => Response | Promise<Response>,
  settings: Partial<FetchGuardOptions<Client, boolean>> = { signResponses: true },
  method = 'GET',
): Promise<Answered> {
  const { url, init, signed } = makeRequest({ method })
  const guard = hawk({ ...options(), ...settings } as FetchGuardOptions<Client, boolean>)
  const response = await guard.wrap(handler)(new Request(url, init))
  const body = new Uint8Array(await response.arrayBuffer())
  const serverAuthorization = response.headers.get('server-authorization') ?? undefined
  const contentType = response.headers.get('content-type') ?? undefined
  const verify: Answered['verify'] = (payload = body) =>
    verifyResponse({
      credentials: ALICE,
      artifacts: signed.artifacts,
      serverAuthorization,
      payload: payload ?? undefined,
      contentType,
    })
  return { response, body, verify, hasHash: serverAuthorization?.includes('hash=') ?? false }
}

function form(): FormData {
  const data = new FormData()
  data.set('name', 'value')
  return data
}

describe('signResponses', () => {
  test.each<[string, () => Response]>([
    ['text', () => new Response('one two three: €')],
    ['empty text', () => new Response('')],
    ['JSON', () => Response.json({ a: 1 }, { status: 201, headers: { 'x-own': 'kept' } })],
    ['bytes', () => new Response(bytes('bytes'), TYPED)],
    ['a blob', () => new Response(new Blob(['blob'], { type: 'text/plain' }))],
    ['a form', () => new Response(form())],
    ['a query', () => new Response(new URLSearchParams({ a: 'b' }))],
    ['nothing', () => new Response()],
    ['nothing, with a type', () => new Response(null, { status: 202, ...TYPED })],
    ['an error of its own', () => Response.json({ error: 'no such thing' }, { status: 422 })],
    [
      'a stream that is there at once',
      () => {
        const start = (controller: ReadableStreamDefaultController): void => {
          for (const text of ['a', 'b']) controller.enqueue(bytes(text))
          controller.close()
        }
        return new Response(new ReadableStream({ start }), TYPED)
      },
    ],
    ['a mebibyte', () => new Response('x'.repeat(1_048_576))],
    ['identity coding', () => new Response('x', { headers: { 'content-encoding': 'identity' } })],
  ])('signs %s with the hash of the body', async (_, answer) => {
    const plain = answer()
    const { response, body, verify, hasHash } = await ask(answer)
    expect(verify()).toMatchObject({ ok: true, payloadVerified: true })
    expect(hasHash).toBe(true)
    expect(verify('another')).toMatchObject({ ok: false })
    expect(response.status).toBe(plain.status)
    const kept = [...response.headers].filter(([name]) => name !== 'server-authorization')
    // A form's boundary is drawn anew each time.
    if (!(plain.headers.get('content-type') ?? '').startsWith('multipart')) {
      expect(kept).toEqual([...plain.headers])
      expect(body).toEqual(new Uint8Array(await plain.arrayBuffer()))
    }
  })

  const soon = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes('one ')
    await new Promise((resolve) => setTimeout(resolve, 20))
    yield bytes('two')
  }
  const endless = function* (): Generator<Uint8Array> {
    for (;;) yield bytes('x')
  }

  test.each<[string, () => Response, string]>([
    [
      'a stream that waits',
      () => new Response(ReadableStream.from(soon()) as ReadableStream, TYPED),
      'one two',
    ],
    ['more than a mebibyte', () => new Response('x'.repeat(1_048_577)), 'x'.repeat(1_048_577)],
    [
      'a body in very many chunks',
      () => new Response(chunked(Array.from({ length: 1000 }, () => bytes('x'))).body, TYPED),
      'x'.repeat(1000),
    ],
    [
      'a body that is coded',
      () => new Response('coded', { headers: { 'content-encoding': 'gzip' } }),
      'coded',
    ],
    ['a body without a type, which servers make up', () => new Response(bytes('x')), 'x'],
    ['204', () => new Response(null, { status: 204 }), ''],
    ['304', () => new Response(null, { status: 304 }), ''],
  ])('signs %s, and passes it on untouched', async (_, answer, text) => {
    const { body, response, verify, hasHash } = await ask(answer)
    expect(Buffer.from(body).toString()).toBe(text)
    expect(response.headers.get('server-authorization')).toMatch(/^Hawk mac="[^"]+"/)
    expect(hasHash).toBe(false)
    expect(verify(null).ok).toBe(true)
  })

  test('signs HEAD without a hash', async () => {
    const { hasHash, response } = await ask(() => new Response(null, TYPED), { signResponses: true }, 'HEAD')
    expect([hasHash, response.headers.has('server-authorization')]).toEqual([false, true])
  })

  test('takes no more of an endless body than it may, and hands its reader on', async () => {
    const { body, taken, cancelled } = chunked(endless())
    const response = await hawk({ ...options(), signResponses: true }).wrap(() => new Response(body, TYPED))(
      request(),
    )
    const before = taken()
    expect(before).toBeLessThan(100)
    const reader = response.body?.getReader()
    for (let count = 0; count < 200; count++)
      expect(await reader?.read()).toEqual({ done: false, value: bytes('x') })
    expect(taken()).toBeGreaterThanOrEqual(200)
    await reader?.cancel('enough')
    expect(cancelled()).toEqual(['enough'])
  })

  test('does not wait for a body that waits', async () => {
    let send: (text: string) => void = () => undefined
    const waiting = new ReadableStream<Uint8Array>({
      start: (controller) => {
        send = (text) => {
          controller.enqueue(bytes(text))
          controller.close()
        }
      },
    })
    const response = await hawk({ ...options(), signResponses: true }).wrap(
      () => new Response(waiting, TYPED),
    )(request())
    expect(response.headers.get('server-authorization')).not.toContain('hash=')
    send('late')
    expect(await response.text()).toBe('late')
  })

  test('passes the failure of a body on, behind what came before it', async () => {
    const failing = function* (): Generator<Uint8Array> {
      yield bytes('one')
      throw new RangeError('the disk fails')
    }
    const response = await hawk({ ...options(), signResponses: true }).wrap(
      () => new Response(chunked(failing()).body, TYPED),
    )(request())
    expect(response.headers.get('server-authorization')).not.toContain('hash=')
    const reader = response.body?.getReader()
    expect((await reader?.read())?.value).toEqual(bytes('one'))
    await expect(reader?.read()).rejects.toThrow('the disk fails')
  })

  test('signs what can not be changed, by a copy: a redirect', async () => {
    const { response, verify } = await ask(() => Response.redirect('https://elsewhere.example/', 303))
    expect([response.status, response.headers.get('location')]).toEqual([303, 'https://elsewhere.example/'])
    expect(verify()).toMatchObject({ ok: true })
  })

  test('does not write into an answer that a server uses for many requests', async () => {
    const constant = new Response(null, { status: 204 })
    const { response } = await ask(() => constant, { signResponses: true, required: false })
    expect(response.headers.has('server-authorization')).toBe(true)
    expect([...constant.headers]).toEqual([])
  })

  test('keeps every cookie of an answer that it copies', async () => {
    const { response } = await ask(() => {
      const answer = new Response('x')
      answer.headers.append('set-cookie', 'a=1')
      answer.headers.append('set-cookie', 'b=2; Path=/, c')
      return answer
    })
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2; Path=/, c'])
  })

  test('leaves what is no answer to be sent as it is', async () => {
    const failure = Response.error()
    const result = await hawk({ ...options(), signResponses: true }).authenticate(request())
    expect(result.ok && (await result.finish(failure))).toBe(failure)
  })

  test('signs nothing of a refusal, nothing for nobody, and nothing unless it is asked to', async () => {
    const guard = hawk({ ...options(), signResponses: true, required: false })
    const handler = guard.wrap(() => new Response('in'))
    const refused = await handler(request({ credentials: { ...ALICE, key: 'another' } }))
    expect([refused.status, refused.headers.has('server-authorization')]).toEqual([401, false])
    const nobody = await handler(request({ authorization: null }))
    expect([nobody.status, nobody.headers.has('server-authorization')]).toEqual([200, false])
    const { response } = await ask(() => new Response('in'), {})
    expect(response.headers.has('server-authorization')).toBe(false)
  })

  test('throws on what a handler throws', async () => {
    await expect(ask(() => Promise.reject(new RangeError('mine')))).rejects.toThrow('mine')
  })
})

describe('an answer', () => {
  test('is handed on as it is where nothing is to be added', async () => {
    const answer = new Response('as it is')
    const result = await hawk(options()).authenticate(request())
    expect(result.ok && (await result.finish(answer))).toBe(answer)
  })

  test('to a request that may be nobody’s varies by Authorization', async () => {
    const vary = async (before?: string): Promise<string | null> => {
      const headers = before === undefined ? undefined : { vary: before }
      const handler = hawk({ ...options(), required: false }).wrap(
        () => new Response('x', headers && { headers }),
      )
      const nobody = await handler(request({ authorization: null }))
      const alice = await handler(request())
      expect(nobody.headers.get('vary')).toBe(alice.headers.get('vary'))
      return nobody.headers.get('vary')
    }
    expect(await vary()).toBe('Authorization')
    expect(await vary('Origin')).toBe('Origin, Authorization')
    expect(await vary('Origin, authorization')).toBe('Origin, authorization')
    expect(await vary('*')).toBe('*')
    expect(await vary('X-Authorization')).toBe('X-Authorization, Authorization')
    const required = await hawk(options()).wrap(() => new Response('x'))(request())
    expect(required.headers.get('vary')).toBeNull()
  })

  test('to a link is kept by no cache, unless its handler says otherwise, and is not signed', async () => {
    const url = 'https://api.example.com/report'
    const link = `${url}?bewit=${createBewit({ url, credentials: ALICE, ttlSeconds: 60, clock })}`
    const handler = hawk({ ...options(), bewit: true, signResponses: true }).wrap((incoming) =>
      incoming.method === 'HEAD'
        ? new Response(null, { headers: { 'cache-control': 'private, max-age=5' } })
        : new Response('x'),
    )
    // It can be opened again until it ends.
    for (const attempt of [1, 2]) {
      const response = await handler(new Request(link))
      expect([attempt, response.status, response.headers.get('cache-control')]).toEqual([
        attempt,
        200,
        'private, no-store',
      ])
      expect(response.headers.has('server-authorization')).toBe(false)
    }
    const own = await handler(new Request(link, { method: 'HEAD' }))
    expect(own.headers.get('cache-control')).toBe('private, max-age=5')
  })
})
