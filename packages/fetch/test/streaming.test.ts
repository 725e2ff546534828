import { signRequest } from '@hawk-auth/core'
import { createVerifier, hawk, HawkError } from '@hawk-auth/fetch'
import { eventually } from '@hawk-auth/testkit'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ALICE, clock, options } from './support/clients.js'
import { hearEvents } from './support/events.js'
import { expectRefusal } from './support/expectations.js'
import { chunked, request } from './support/signed-requests.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const PARTS = [bytes('one '), bytes(''), bytes('two '), bytes('three')]
const WHOLE = 'one two three'
const STREAM = { streamPayload: true } as const
const echo = async (incoming: Request): Promise<Response> => new Response(await incoming.text())
const streaming = (): ReturnType<typeof options> & typeof STREAM => ({ ...options(), ...STREAM })

describe('a body that flows', () => {
  test('reaches the handler, in a request of the same class that has passed the guard', async () => {
    class FrameworkRequest extends Request {
      get extra(): string {
        return `${this.method} ${new URL(this.url).pathname}`
      }
    }
    const guard = hawk(streaming())
    const { body } = chunked(PARTS)
    const came = new FrameworkRequest(request({ body, signedBody: WHOLE, headers: { 'x-own': 'kept' } }))
    const handler = guard.wrap(async (incoming: FrameworkRequest, auth) => {
      expect(auth.artifacts.payloadVerified).toBe(false)
      const text = await incoming.text()
      expect(auth.artifacts.payloadVerified).toBe(true)
      expect(guard.auth(incoming)).toBe(guard.auth(came))
      return Response.json([
        text,
        incoming.extra,
        incoming.headers.get('x-own'),
        guard.auth(incoming).credentials.id,
      ])
    })
    expect(await (await handler(came)).json()).toEqual([WHOLE, 'POST /jobs', 'kept', 'alice'])
  })

  test('is taken only as its reader asks for it, and its last chunk waits for the hash', async () => {
    const { body, taken } = chunked(PARTS)
    const guard = hawk(streaming())
    const result = await guard.authenticate(request({ body, signedBody: WHOLE }))
    if (!result.ok) throw result.error
    expect(taken()).toBe(0)
    const reader = result.request.body?.getReader()
    expect(await reader?.read()).toEqual({ done: false, value: PARTS[0] })
    expect([taken(), result.auth.artifacts.payloadVerified]).toEqual([3, false])
    expect(await reader?.read()).toEqual({ done: false, value: PARTS[2] })
    expect([taken(), result.auth.artifacts.payloadVerified]).toEqual([4, false])
    expect(await reader?.read()).toEqual({ done: false, value: PARTS[3] })
    expect(result.auth.artifacts.payloadVerified).toBe(true)
    expect((await reader?.read())?.done).toBe(true)
  })

  test('and is forged is an error to its reader, and a 401 whatever the handler answers or throws', async () => {
    const seen: unknown[] = []
    const reads: ((incoming: Request) => Promise<Response>)[] = [
      echo,
      async (incoming) => {
        const chunks: string[] = []
        try {
          for await (const chunk of incoming.body ?? [])
            chunks.push(Buffer.from(chunk as Uint8Array).toString())
        } catch (error) {
          seen.push(error)
        }
        expect(chunks.join('')).toBe('one two ')
        return new Response('all is well')
      },
      async (incoming) => {
        await incoming.arrayBuffer().catch(() => undefined)
        throw new Error('the handler fails')
      },
    ]
    for (const read of reads) {
      const { body } = chunked(PARTS)
      const answer = hawk({ ...streaming(), signResponses: true }).wrap(read)(
        request({ body, signedBody: 'another' }),
      )
      await expectRefusal(await answer, 401, 'ERR_HAWK_BAD_PAYLOAD_HASH')
    }
    expect(seen).toEqual([expect.any(HawkError)])
    expect(seen[0]).toMatchObject({ code: 'ERR_HAWK_BAD_PAYLOAD_HASH' })
  })

  test('and is forged takes the place of an answer that is finished by hand, and gives that one up', async () => {
    const { body } = chunked(PARTS)
    const result = await hawk(streaming()).authenticate(request({ body, signedBody: 'another' }))
    if (!result.ok) throw result.error
    await result.request.text().catch(() => undefined)
    const answer = chunked([bytes('x')])
    await expectRefusal(await result.finish(new Response(answer.body)), 401, 'ERR_HAWK_BAD_PAYLOAD_HASH')
    expect(answer.cancelled()).toHaveLength(1)
  })

  test('and is forged breaks an answer that was handed over', async () => {
    const { body } = chunked(PARTS)
    const handler = hawk(streaming()).wrap((incoming) => new Response(incoming.body))
    const response = await handler(request({ body, signedBody: 'another' }))
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('Bad payload hash')
  })

  test('leaves what a handler throws of its own to the framework', async () => {
    const { body } = chunked(PARTS)
    const handler = hawk(streaming()).wrap(async (incoming) => {
      await incoming.text()
      throw new RangeError('of its own')
    })
    await expect(handler(request({ body, signedBody: WHOLE }))).rejects.toThrow(RangeError)
  })

  test('stops at maxPayloadBytes where one is given, and its source hears of it', async () => {
    const { body, taken, cancelled } = chunked(Array.from({ length: 100 }, () => bytes('1234567890')))
    const handler = hawk({ ...streaming(), maxPayloadBytes: 55 }).wrap(echo)
    await expectRefusal(await handler(request({ body, signedBody: 'x' })), 413, 'ERR_HAWK_PAYLOAD_TOO_LARGE')
    expect(taken()).toBe(6)
    expect(cancelled()).toHaveLength(1)
  })

  test('that carries no hash is refused at its first byte, before a handler runs', async () => {
    let runs = 0
    const { body, taken } = chunked(PARTS)
    const handler = hawk(streaming()).wrap(() => {
      runs += 1
      return new Response('in')
    })
    await expectRefusal(
      await handler(request({ body, signedBody: null })),
      401,
      'ERR_HAWK_MISSING_PAYLOAD_HASH',
    )
    expect(runs).toBe(0)
    // A clone asks for one chunk more than is read.
    expect(taken()).toBeLessThanOrEqual(2)
  })

  test('may be empty', async () => {
    for (const signedBody of ['', null]) {
      const response = await hawk(streaming()).wrap(echo)(request({ body: '', signedBody }))
      expect([response.status, await response.text()]).toEqual([200, ''])
    }
    expect((await hawk(streaming()).wrap(echo)(request())).status).toBe(200)
  })

  test('is a mistake of the server where it is being read already', async () => {
    const came = request({ body: WHOLE })
    came.body?.getReader()
    await expectRefusal(await hawk(streaming()).wrap(echo)(came), 500, 'ERR_HAWK_BODY_ALREADY_READ')
  })

  test('can be read from the new request alone', async () => {
    const { body } = chunked(PARTS)
    const came = request({ body, signedBody: WHOLE })
    const result = await hawk(streaming()).authenticate(came)
    if (!result.ok) throw result.error
    await expect(came.text()).rejects.toThrow(TypeError)
    expect(await result.request.text()).toBe(WHOLE)
  })

  test('flows once under several guards, and each knows both requests', async () => {
    const { allowProcessNonces, ...rest } = options()
    const verifier = createVerifier(rest)
    const [first, second] = [
      hawk({ verifier, allowProcessNonces, ...STREAM }),
      hawk({ verifier, allowProcessNonces }),
    ]
    const { body } = chunked(PARTS)
    const came = request({ body, signedBody: WHOLE })
    const outer = await first.authenticate(came)
    const [again, further] = [
      await second.authenticate(came),
      outer.ok && (await second.authenticate(outer.request)),
    ]
    if (!outer.ok || !again.ok || further === false || !further.ok) throw new Error('refused')
    expect(again.request).toBe(outer.request)
    expect(further.request).toBe(outer.request)
    expect(second.auth(outer.request)).toBe(first.auth(came))
    expect(await again.request.text()).toBe(WHOLE)
  })

  test('has one event, when its fate is known', async () => {
    const events = hearEvents()
    const fates = (): unknown[] => events.splice(0).map(({ fate, code }) => [fate, code])
    const guard = hawk(streaming())
    const good = await guard.authenticate(request({ body: chunked(PARTS).body, signedBody: WHOLE }))
    expect(fates()).toEqual([])
    if (good.ok) await good.request.text()
    if (good.ok) await good.finish(new Response('done'))
    expect(fates()).toEqual([['accepted', undefined]])
    await guard.wrap(echo)(request({ body: chunked(PARTS).body, signedBody: 'another' }))
    expect(fates()).toEqual([['refused', 'ERR_HAWK_BAD_PAYLOAD_HASH']])
    // Nobody was handed a byte of these.
    await guard.wrap(() => new Response('unread'))(
      request({ body: chunked(PARTS).body, signedBody: 'another' }),
    )
    expect(fates()).toEqual([['accepted', undefined]])
    const { body, cancelled } = chunked(PARTS)
    await guard.wrap(async (incoming) => {
      await incoming.body?.cancel('enough')
      return new Response('given up')
    })(request({ body, signedBody: WHOLE }))
    expect([fates(), cancelled()]).toEqual([[['accepted', undefined]], ['enough']])
  })

  test('whose sender goes away is an error to its reader, and an event', async () => {
    const events = hearEvents()
    let isRead = false
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (isRead) controller.error(new Error('the socket is gone'))
        else controller.enqueue(bytes('one '))
        isRead = true
      },
    })
    const handler = hawk(streaming()).wrap(echo)
    await expect(handler(request({ body, signedBody: WHOLE }))).rejects.toThrow('the socket is gone')
    expect(events.map(({ fate }) => fate)).toEqual(['aborted'])
  })

  test('of 1 GiB takes no memory', { timeout: 120_000 }, async () => {
    const upload = function* (): Generator<Uint8Array> {
      for (let count = 0; count < 1024; count++) yield Buffer.alloc(1_048_576, 'megabytes ')
    }
    const hash = createHash('sha256').update('hawk.1.payload\n\n')
    for (const chunk of upload()) hash.update(chunk)
    const signedHash = hash.update('\n').digest('base64')
    const url = 'https://api.example.com/upload'
    const { authorization } = signRequest({ url, method: 'PUT', credentials: ALICE, hash: signedHash, clock })
    const { body } = chunked(upload())
    const before = process.memoryUsage().rss
    let most = 0
    let total = 0
    const handler = hawk(streaming()).wrap(async (incoming) => {
      for await (const chunk of incoming.body ?? []) {
        total += (chunk as Uint8Array).length
        most = Math.max(most, process.memoryUsage().rss - before)
      }
      return new Response('stored')
    })
    const init = { method: 'PUT', headers: { authorization }, body, duplex: 'half' } as const
    expect((await handler(new Request(url, init))).status).toBe(200)
    expect(total).toBe(1024 * 1_048_576)
    expect(most).toBeLessThan(250 * 1_048_576)
  })
})

describe('a body that flows, at a distance', () => {
  test('lets its handler run before the end has come', async () => {
    let send: (chunk: Uint8Array | null) => void = () => undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        send = (chunk) => {
          if (chunk === null) controller.close()
          else controller.enqueue(chunk)
        }
      },
    })
    const seen: string[] = []
    const answer = hawk(streaming()).wrap(async (incoming) => {
      for await (const chunk of incoming.body ?? []) seen.push(Buffer.from(chunk as Uint8Array).toString())
      return new Response('done')
    })(request({ body, signedBody: WHOLE }))
    send(bytes('one '))
    send(bytes('two '))
    await eventually(() => seen.length === 1, 'the first chunk at the handler')
    send(bytes('three'))
    await eventually(() => seen.length === 2, 'the second chunk at the handler')
    send(null)
    expect((await answer).status).toBe(200)
    expect(seen.join('')).toBe(WHOLE)
  })
})
