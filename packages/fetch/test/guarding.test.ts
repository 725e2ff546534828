import { createVerifier, hawk } from '@hawk-auth/fetch'
import type { FetchGuardOptions, HawkAuth, Verifier } from '@hawk-auth/fetch'
import { describe, expect, test } from 'vitest'
import { ALICE, options } from './support/clients.js'
import type { Client } from './support/clients.js'
import { hearEvents } from './support/events.js'
import { expectRefusal } from './support/expectations.js'
import { chunked, request } from './support/signed-requests.js'

describe('wrap', () => {
  test('hands on the request, its sender without keys, and what else the framework gives', async () => {
    const handler = hawk(options()).wrap(
      async (incoming, auth, context: { params: { id: string } }, more: number) =>
        Response.json([await incoming.json(), auth, context.params.id, more]),
    )
    const response = await handler(request({ body: '{"a":1}' }), { params: { id: '17' } }, 2)
    const [body, auth, id, more] = (await response.json()) as [unknown, HawkAuth, string, number]
    expect([body, id, more]).toEqual([{ a: 1 }, '17', 2])
    expect(auth.credentials).toEqual({ id: 'alice', approved: true, team: 'builders' })
    expect(auth.artifacts).toMatchObject({
      method: 'POST',
      target: '/jobs',
      host: 'api.example.com',
      port: 443,
      payloadVerified: true,
    })
    expect(JSON.stringify(auth)).not.toContain(ALICE.key)
  })
})

describe('required: false', () => {
  test('lets nobody pass as null, other schemes too, and refuses bad credentials still', async () => {
    const guard = hawk({ ...options(), required: false })
    const handler = guard.wrap((incoming, auth) => {
      expect(guard.auth(incoming)).toBe(auth)
      return Response.json(auth?.credentials.id ?? null)
    })
    for (const authorization of [null, 'Bearer abc', 'Digest username="a", realm="b"', 'Hawker x']) {
      expect(await (await handler(request({ authorization, body: 'unread' }))).json()).toBeNull()
    }
    expect(await (await handler(request())).json()).toBe('alice')
    await expectRefusal(await handler(request({ authorization: 'Hawk x' })), 400, 'ERR_HAWK_MALFORMED')
  })
})

describe('publicUrl', () => {
  const from = (publicUrl: string | string[]): FetchGuardOptions<Client, true> => ({
    ...options(),
    publicUrl,
  })

  test('says for which origin clients sign, wherever the request arrives', async () => {
    const handler = hawk(from('https://api.example.com')).wrap(() => new Response('in'))
    const came = request()
    expect((await handler(new Request('http://127.0.0.1:8000/jobs', came))).status).toBe(200)
    const elsewhere = request({ url: 'http://127.0.0.1:8000/jobs' })
    await expectRefusal(await handler(elsewhere), 401, 'ERR_HAWK_BAD_MAC')
  })

  test('puts the path that a proxy strips before the target', async () => {
    const handler = hawk(from('https://example.com/hooks/')).wrap(
      (_, auth) => new Response(auth.artifacts.target),
    )
    const came = request({ url: 'https://example.com/hooks/jobs?a=1' })
    const response = await handler(new Request('http://internal/jobs?a=1', came))
    expect(await response.text()).toBe('/hooks/jobs?a=1')
  })

  test('may be a list, of which the host picks one', async () => {
    const handler = hawk(from(['https://a.example', 'https://b.example:444'])).wrap(
      (_, auth) => new Response(auth.artifacts.host),
    )
    const [a, b] = [request({ url: 'https://a.example/' }), request({ url: 'https://b.example:444/' })]
    expect(await (await handler(new Request('http://a.example/', a))).text()).toBe('a.example')
    expect(await (await handler(new Request('http://b.example:444/', b))).text()).toBe('b.example')
    await expectRefusal(await handler(new Request('http://c.example/', request())), 400, 'ERR_HAWK_MALFORMED')
  })
})

describe('target', () => {
  test('is asked with the framework’s arguments, and is what is verified', async () => {
    const guard = hawk({ ...options(), target: (_request, env: { raw: string }) => env.raw })
    const came = (): Request => request({ url: 'https://api.example.com/raw?x' })
    const handler = guard.wrap((_, auth) => new Response(auth.artifacts.target))
    const raw = '/raw?x'
    expect(await (await handler(new Request('https://api.example.com/seen', came()), { raw })).text()).toBe(
      raw,
    )
    const absolute = 'https://api.example.com/raw?x'
    expect(
      await (await handler(new Request('https://api.example.com/seen', came()), { raw: absolute })).text(),
    ).toBe(raw)
    const elsewhere = { raw: 'https://another.example/raw?x' }
    await expectRefusal(await handler(came(), elsewhere), 400, 'ERR_HAWK_MALFORMED')
  })

  test.each([
    ['throws', () => JSON.parse('{') as string],
    ['gives no text', () => 5 as never],
  ])('that %s is a fault of the server', async (_, target) => {
    const events = hearEvents()
    const handler = hawk({ ...options(), target }).wrap(() => new Response('in'))
    await expectRefusal(await handler(request()), 500, 'ERR_HAWK_BROKEN_STORE')
    expect(events.map(({ fate, code }) => [fate, code])).toEqual([['refused', 'ERR_HAWK_BROKEN_STORE']])
    expect(events[0]?.cause).toBeInstanceOf(Error)
  })
})

describe('a fault of a verifier', () => {
  const faulty = (verify: () => never): Verifier<Client> =>
    ({ ...createVerifier(options2()), verify }) as never
  const options2 = (): { credentials: () => undefined; clock: () => number } => ({
    credentials: () => undefined,
    clock: () => 0,
  })

  test.each<[string, () => never]>([
    [
      'that throws',
      () => {
        throw new Error('a bug')
      },
    ],
    ['that rejects', () => Promise.reject(new Error('a bug')) as never],
  ])('%s is a refusal, an event and a warning', async (_, verify) => {
    const events = hearEvents()
    const warnings: unknown[] = []
    const listen = (warning: Error & { code?: string }): void => void warnings.push(warning.code)
    process.on('warning', listen)
    const guard = hawk({ verifier: { ...faulty(verify), clock: () => 0, nonceScope: undefined } })
    await expectRefusal(await guard.wrap(() => new Response('in'))(request()), 500, 'ERR_HAWK_BROKEN_STORE')
    expect(events).toEqual([
      expect.objectContaining({ fate: 'refused', code: 'ERR_HAWK_BROKEN_STORE', cause: new Error('a bug') }),
    ])
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', listen)
    // Once in the life of a process: the first of the two tests hears it.
    if (_ === 'that throws') expect(warnings).toContain('HAWK_VERIFIER_FAULT')
  })
})

describe('events', () => {
  test('tell of each request once, of an accepted one after its body', async () => {
    const events = hearEvents()
    const handler = hawk(options()).wrap(() => {
      expect(events).toHaveLength(1)
      return new Response('in')
    })
    await handler(request({ body: 'x' }))
    expect(events).toEqual([expect.objectContaining({ fate: 'accepted', code: undefined, id: 'alice' })])
  })

  test('tell of what a later guard refuses', async () => {
    const events = hearEvents()
    const { allowProcessNonces, ...rest } = options()
    const verifier = createVerifier(rest)
    const open = hawk({ verifier, allowProcessNonces, required: false })
    const closed = hawk({ verifier, allowProcessNonces })
    await open.wrap(closed.wrap(() => new Response('in')))(request({ authorization: null }))
    expect(events.map(({ fate, code }) => [fate, code])).toEqual([['refused', 'ERR_HAWK_MISSING']])
  })

  test.each(['while its credentials are looked up', 'while its body is read'])(
    'tell of a sender who went away %s, and nothing runs',
    async (when) => {
      const events = hearEvents()
      const leaving = new AbortController()
      const leave = (): void => leaving.abort()
      const isLookup = when.includes('credentials')
      const parts = function* (): Generator<Uint8Array> {
        yield new TextEncoder().encode('x')
        if (!isLookup) leave()
      }
      const credentials = async (): Promise<Client> => {
        if (isLookup) leave()
        return ALICE
      }
      const source = chunked(parts())
      const came = request({ body: source.body, signedBody: 'x', signal: leaving.signal })
      let runs = 0
      const handler = hawk({ ...options(), credentials }).wrap(() => {
        runs += 1
        return new Response('in')
      })
      await handler(came)
      expect(runs).toBe(0)
      if (isLookup) expect(source.taken()).toBe(0)
      expect(events.map(({ fate }) => fate)).toEqual(['aborted'])
    },
  )
})
