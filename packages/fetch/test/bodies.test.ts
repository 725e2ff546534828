import { createBewit } from '@hawk-auth/core'
import { createVerifier, hawk } from '@hawk-auth/fetch'
import type { HawkError, Verifier } from '@hawk-auth/fetch'
import { describe, expect, test } from 'vitest'
import { ALICE, clock, options } from './support/clients.js'
import type { Client } from './support/clients.js'
import { expectRefusal } from './support/expectations.js'
import { chunked, makeRequest, request } from './support/signed-requests.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const PARTS = [bytes('one '), bytes('two '), bytes('three')]
const WHOLE = 'one two three'
const echo = async (incoming: Request): Promise<Response> => new Response(await incoming.arrayBuffer())

/** A body that hands on some bytes and then waits to be told to go on. */
function halting(first: Uint8Array): {
  body: ReadableStream<Uint8Array>
  goOn: (rest: Uint8Array | Error) => void
} {
  let goOn: (rest: Uint8Array | Error) => void = () => undefined
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(first)
      goOn = (rest) => {
        if (rest instanceof Error) controller.error(rest)
        else {
          controller.enqueue(rest)
          controller.close()
        }
      }
    },
  })
  return { body, goOn: (rest) => goOn(rest) }
}

async function readByIteration({ body }: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body ?? []) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks).toString()
}

/** A verifier that several guards share. */
function shared(): { verifier: Verifier<Client>; allowProcessNonces: true } {
  const { allowProcessNonces, ...rest } = options()
  return { verifier: createVerifier<Client>(rest), allowProcessNonces }
}

describe('a whole body', () => {
  test.each<[string, (incoming: Request) => Promise<unknown>]>([
    ['text()', (incoming) => incoming.text()],
    ['arrayBuffer()', async (incoming) => Buffer.from(await incoming.arrayBuffer()).toString()],
    ['blob()', async (incoming) => (await incoming.blob()).text()],
    ['body', async (incoming) => new Response(incoming.body).text()],
    ['clone()', async (incoming) => incoming.clone().text()],
    ['for await', readByIteration],
    ['new Request(request)', async (incoming) => new Request(incoming).text()],
  ])('reaches the handler as it was hashed: %s', async (_, read) => {
    const { body } = chunked(PARTS)
    const handler = hawk(options()).wrap(async (incoming) => Response.json(await read(incoming)))
    const response = await handler(request({ body, signedBody: WHOLE }))
    expect(await response.json()).toBe(WHOLE)
  })

  test('is read from the very request that came', async () => {
    const guard = hawk(options())
    const came = request({ body: WHOLE })
    const result = await guard.authenticate(came)
    expect(result.ok && result.request).toBe(came)
    expect(guard.auth(came).artifacts.payloadVerified).toBe(true)
    expect(came.bodyUsed).toBe(false)
  })

  test('is handed on byte for byte, whatever its chunks', async () => {
    const all = crypto.getRandomValues(new Uint8Array(50_000))
    const pieces: Uint8Array[] = []
    for (let at = 0, size = 1; at < all.length; at += size, size = (size * 7 + 3) % 9000) {
      pieces.push(all.subarray(at, at + size), new Uint8Array(0))
    }
    const response = await hawk(options()).wrap(echo)(
      request({ body: chunked(pieces).body, signedBody: all }),
    )
    expect(Buffer.from(await response.arrayBuffer()).equals(all)).toBe(true)
  })

  test('is not touched before the header is accepted and the nonce claimed', async () => {
    const { body, taken, cancelled } = chunked(PARTS)
    const seen: number[] = []
    const claim = (): 'replayed' => {
      seen.push(taken())
      return 'replayed'
    }
    const handler = hawk({ ...options(), nonces: { claim } }).wrap(echo)
    await expectRefusal(await handler(request({ body, signedBody: WHOLE })), 401, 'ERR_HAWK_REPLAYED')
    expect([seen, taken(), cancelled()]).toEqual([[0], 0, []])
  })

  test.each([
    ['that is forged at its end', PARTS, `${WHOLE}!`, {}, 401, 'ERR_HAWK_BAD_PAYLOAD_HASH'],
    ['that was not signed', PARTS, null, {}, 401, 'ERR_HAWK_MISSING_PAYLOAD_HASH'],
    ['that is too large', PARTS, WHOLE, { maxPayloadBytes: 5 }, 413, 'ERR_HAWK_PAYLOAD_TOO_LARGE'],
    ['for which there is no room', PARTS, WHOLE, { maxBufferedBytes: 5 }, 503, 'ERR_HAWK_OVERLOADED'],
  ] as const)('%s is refused and given up', async (_, parts, signedBody, settings, status, code) => {
    const endless = function* (): Generator<Uint8Array> {
      yield* parts
      if (signedBody !== `${WHOLE}!`) for (;;) yield bytes('more')
    }
    const { body, taken, cancelled } = chunked(endless())
    const came = request({ body, signedBody })
    const response = await hawk({ ...options(), ...settings }).wrap(echo)(came)
    await expectRefusal(response, status, code)
    expect(taken()).toBeLessThan(5)
    expect(cancelled()).toHaveLength(code === 'ERR_HAWK_BAD_PAYLOAD_HASH' ? 0 : 1)
    // Nobody behind the guard reads what was refused.
    await expect(came.text()).rejects.toThrow(TypeError)
  })

  test('of exactly maxPayloadBytes passes', async () => {
    const handler = hawk({ ...options(), maxPayloadBytes: WHOLE.length }).wrap(echo)
    expect((await handler(request({ body: WHOLE }))).status).toBe(200)
  })

  test('leaves its room when it was verified, refused or broken off', async () => {
    const guard = hawk({ ...options(), maxBufferedBytes: 10 }).wrap(echo)
    const slow = halting(bytes('12345678'))
    const waiting = guard(request({ body: slow.body, signedBody: '12345678x' }))
    await expectRefusal(await guard(request({ body: '12345' })), 503, 'ERR_HAWK_OVERLOADED')
    slow.goOn(bytes('x'))
    expect((await waiting).status).toBe(200)
    const broken = halting(bytes('12345678'))
    const leaving = guard(request({ body: broken.body, signedBody: 'x' }))
    broken.goOn(new Error('the socket is gone'))
    await expectRefusal(await leaving, 400, 'ERR_HAWK_MALFORMED')
    await expectRefusal(
      await guard(request({ body: '12345678', signedBody: 'x' })),
      401,
      'ERR_HAWK_BAD_PAYLOAD_HASH',
    )
    expect((await guard(request({ body: '1234567890' }))).status).toBe(200)
  })

  test('pays for the memory of many small chunks', async () => {
    const guard = hawk({ ...options(), maxBufferedBytes: 100_000 }).wrap(echo)
    const small = Array.from({ length: 1000 }, () => bytes('x'))
    const signedBody = 'x'.repeat(1000)
    await expectRefusal(
      await guard(request({ body: chunked(small).body, signedBody })),
      503,
      'ERR_HAWK_OVERLOADED',
    )
    expect(
      (await guard(request({ body: chunked(small.slice(0, 300)).body, signedBody: 'x'.repeat(300) }))).status,
    ).toBe(200)
    expect((await guard(request({ body: signedBody }))).status).toBe(200)
  })

  test('that was read, or is being read, before the guard is a mistake of the server', async () => {
    const handler = hawk(options()).wrap(echo)
    const used = request({ body: WHOLE })
    await used.text()
    await expectRefusal(await handler(used), 500, 'ERR_HAWK_BODY_ALREADY_READ')
    const locked = request({ body: WHOLE })
    locked.body?.getReader()
    await expectRefusal(await handler(locked), 500, 'ERR_HAWK_BODY_ALREADY_READ')
  })

  test('that was read before is told of before the nonce is used up, under every policy', async () => {
    for (const payload of ['required', 'if-signed', 'ignore'] as const) {
      const claims: unknown[] = []
      const claim = (use: unknown): 'admitted' => {
        claims.push(use)
        return 'admitted'
      }
      const used = request({ body: WHOLE })
      await used.text()
      const answer = await hawk({ ...options(), nonces: { claim }, payload }).wrap(echo)(used)
      await expectRefusal(answer, 500, 'ERR_HAWK_BODY_ALREADY_READ')
      expect(claims).toEqual([])
    }
  })

  test('that somebody reads meanwhile is not admitted', async () => {
    let runs = 0
    const handler = hawk(options()).wrap(() => {
      runs += 1
      return new Response('in')
    })
    const { body, goOn } = halting(bytes('signed'))
    const came = request({ body, signedBody: 'signed and more' })
    const answer = handler(came)
    await new Promise((resolve) => setImmediate(resolve))
    const impatient = came.text()
    goOn(bytes(' and more'))
    await expectRefusal(await answer, 500, 'ERR_HAWK_BODY_ALREADY_READ')
    await impatient
    expect(runs).toBe(0)
  })

  test('whose chunks are no bytes is not admitted', async () => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue('text')
        controller.close()
      },
    })
    await expectRefusal(
      await hawk(options()).wrap(echo)(request({ body, signedBody: 'text' })),
      400,
      'ERR_HAWK_MALFORMED',
    )
  })

  test('may come in chunks of another kind of view', async () => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new DataView(bytes('..text..').buffer, 2, 4))
        controller.close()
      },
    })
    const guard = hawk(options())
    const result = await guard.authenticate(request({ body, signedBody: 'text' }))
    expect(result.ok).toBe(true)
  })

  test.each([
    ['none, unsigned', undefined, undefined],
    ['none, with the hash of nothing', undefined, ''],
    ['empty, unsigned', '', null],
    ['empty, with its hash', '', ''],
  ])('may be %s', async (_, body, signedBody) => {
    const making = {
      method: 'POST',
      ...(body !== undefined && { body }),
      ...(signedBody !== undefined && { signedBody }),
    }
    const response = await hawk(options()).wrap(echo)(request(making))
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test.each([
    ['content-length', '5'],
    ['content-length', 'x'],
    ['transfer-encoding', 'chunked'],
  ])(
    'that a GET or HEAD announces by %s: %s is refused, because a Request does not show it',
    async (name, value) => {
      const handler = hawk({ ...options(), bewit: true }).wrap(echo)
      for (const method of ['GET', 'HEAD']) {
        const headers = { [name]: value }
        await expectRefusal(await handler(request({ method, headers })), 401, 'ERR_HAWK_MISSING_PAYLOAD_HASH')
        const signed = await handler(request({ method, headers, signedBody: 'x' }))
        await expectRefusal(signed, 400, 'ERR_HAWK_MALFORMED')
        const url = 'https://api.example.com/report'
        const bewit = createBewit({ url, credentials: ALICE, ttlSeconds: 60, clock })
        const link = new Request(`${url}?bewit=${bewit}`, { method, headers })
        await expectRefusal(await handler(link), 401, 'ERR_HAWK_BEWIT_REFUSED')
      }
      expect((await handler(request({ headers: { 'content-length': '0' } }))).status).toBe(200)
    },
  )

  test('of a TRACE is refused even unannounced: some servers hand it out though they show none', async () => {
    const { init, url } = makeRequest({ method: 'TRACE' })
    const trace = new Request(url, { headers: init.headers })
    Object.defineProperty(trace, 'method', { value: 'TRACE' })
    await expectRefusal(await hawk(options()).wrap(echo)(trace), 400, 'ERR_HAWK_MALFORMED')
  })

  test.each(['utf-8', '"UTF-8"', 'us-ascii', 'iso-8859-1', 'windows-1252'])(
    'may say charset=%s',
    async (charset) => {
      const contentType = `text/plain; charset=${charset}`
      expect((await hawk(options()).wrap(echo)(request({ body: 'x', contentType }))).status).toBe(200)
    },
  )

  test('may say that it has the content coding identity', async () => {
    const headers = { 'content-encoding': 'Identity' }
    expect((await hawk(options()).wrap(echo)(request({ body: 'x', headers }))).status).toBe(200)
  })
})

describe('payload', () => {
  test('"if-signed" lets an unsigned body pass, and says so, and still refuses a forged one', async () => {
    const guard = hawk({ ...options(), payload: 'if-signed' })
    const handler = guard.wrap((incoming, auth) =>
      Response.json([auth.artifacts.payloadVerified, incoming.bodyUsed]),
    )
    const { body, taken } = chunked(PARTS)
    expect(await (await handler(request({ body, signedBody: null }))).json()).toEqual([false, false])
    expect(taken()).toBe(0)
    expect(await (await handler(request({ body: 'x' }))).json()).toEqual([true, false])
    await expectRefusal(
      await handler(request({ body: 'x', signedBody: 'y' })),
      401,
      'ERR_HAWK_BAD_PAYLOAD_HASH',
    )
  })

  test('"ignore" lets every body pass, untouched', async () => {
    const handler = hawk({ ...options(), payload: 'ignore' }).wrap(async (incoming, auth) =>
      Response.json([auth.artifacts.payloadVerified, await incoming.text()]),
    )
    const forged = request({ body: 'x', signedBody: 'y', headers: { 'content-encoding': 'gzip' } })
    expect(await (await handler(forged)).json()).toEqual([false, 'x'])
  })
})

describe('several guards on one request', () => {
  test('verify it once, and each answers for itself', async () => {
    const { verifier, ...rest } = shared()
    const [outer, inner, stranger] = [
      hawk({ verifier, ...rest }),
      hawk({ verifier, ...rest }),
      hawk({ verifier, ...rest }),
    ]
    const came = request({ body: 'x' })
    const handler = outer.wrap(
      inner.wrap(async (incoming) => {
        expect(() => stranger.auth(incoming)).toThrow(
          expect.objectContaining({ code: 'ERR_HAWK_NOT_GUARDED' }) as HawkError,
        )
        return Response.json([
          outer.auth(incoming).credentials.id,
          inner.auth(incoming).credentials.team,
          await incoming.text(),
        ])
      }),
    )
    expect(await (await handler(came)).json()).toEqual(['alice', 'builders', 'x'])
  })

  test('refuse what the later one asks for and the first did not do', async () => {
    const { verifier, ...rest } = shared()
    const open = hawk({ verifier, ...rest, required: false, payload: 'ignore' })
    const required = open.wrap(hawk({ verifier, ...rest }).wrap(echo))
    await expectRefusal(await required(request({ authorization: null })), 401, 'ERR_HAWK_MISSING')
    await expectRefusal(await required(request({ body: 'x' })), 500, 'ERR_HAWK_GUARD_CONFLICT')
    const streams = hawk({ verifier, ...rest }).wrap(
      hawk({ verifier, ...rest, streamPayload: true }).wrap(echo),
    )
    await expectRefusal(await streams(request({ body: 'x' })), 500, 'ERR_HAWK_GUARD_CONFLICT')
    const another = hawk({ verifier, ...rest }).wrap(hawk(options()).wrap(echo))
    await expectRefusal(await another(request({ body: 'x' })), 500, 'ERR_HAWK_GUARD_CONFLICT')
  })
})

describe('auth', () => {
  test('knows no request that the guard did not see, and no copy of one', async () => {
    const guard = hawk(options())
    const notGuarded = expect.objectContaining({ code: 'ERR_HAWK_NOT_GUARDED', status: 500 }) as HawkError
    expect(() => guard.auth(request())).toThrow(notGuarded)
    const came = request()
    await guard.authenticate(came)
    expect(guard.auth(came).credentials).toEqual({ id: 'alice', approved: true, team: 'builders' })
    expect(() => guard.auth(came.clone())).toThrow(notGuarded)
    const refused = request({ authorization: null })
    await guard.authenticate(refused)
    expect(() => guard.auth(refused)).toThrow(notGuarded)
  })
})
