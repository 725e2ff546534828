import { createBewit } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/fetch'
import type { Claim, FetchGuardOptions, HawkErrorCode, NonceStore } from '@hawk-auth/fetch'
import { describe, expect, test } from 'vitest'
import { ALICE, clock, options } from './support/clients.js'
import type { Client } from './support/clients.js'
import { hearEvents } from './support/events.js'
import { expectRefusal } from './support/expectations.js'
import { makeRequest, request } from './support/signed-requests.js'
import type { RequestToMake } from './support/signed-requests.js'

interface Row {
  what: string
  status: number
  code: HawkErrorCode
  request: RequestToMake
  guard?: Partial<FetchGuardOptions<Client, boolean>>
  challenge?: RegExp | null
}

const claiming = (claim: Claim): NonceStore => ({ claim: () => claim })
const ANOTHER_KEY = { ...ALICE, key: 'another key' }
const TWO = `${makeRequest().signed.authorization}, ${makeRequest().signed.authorization}`
const BEARER_AND_HAWK = `Bearer abc, ${makeRequest().signed.authorization}`

const ROWS: readonly Row[] = [
  {
    what: 'no header',
    status: 401,
    code: 'ERR_HAWK_MISSING',
    request: { authorization: null },
    challenge: /^Hawk$/,
  },
  { what: 'another scheme', status: 401, code: 'ERR_HAWK_MISSING', request: { authorization: 'Bearer abc' } },
  {
    what: 'bad grammar',
    status: 400,
    code: 'ERR_HAWK_MALFORMED',
    request: { authorization: 'Hawk id=alice' },
    challenge: null,
  },
  { what: 'two Hawk headers', status: 400, code: 'ERR_HAWK_MALFORMED', request: { authorization: TWO } },
  {
    what: 'Bearer and Hawk',
    status: 400,
    code: 'ERR_HAWK_MALFORMED',
    request: { authorization: BEARER_AND_HAWK },
  },
  {
    what: 'Bearer and Hawk, where nobody is required',
    status: 400,
    code: 'ERR_HAWK_MALFORMED',
    request: { authorization: BEARER_AND_HAWK },
    guard: { required: false },
  },
  {
    what: 'Hawk and Bearer',
    status: 400,
    code: 'ERR_HAWK_MALFORMED',
    request: { authorization: `${makeRequest().signed.authorization}, Bearer abc` },
  },
  {
    what: 'an empty header before Hawk, where nobody is required',
    status: 400,
    code: 'ERR_HAWK_MALFORMED',
    request: { authorization: `, ${makeRequest().signed.authorization}` },
    guard: { required: false },
  },
  {
    what: 'a wrong key',
    status: 401,
    code: 'ERR_HAWK_BAD_MAC',
    request: { credentials: ANOTHER_KEY },
    challenge: /^Hawk error="Bad mac"$/,
  },
  {
    what: 'an unknown id',
    status: 401,
    code: 'ERR_HAWK_BAD_MAC',
    request: { credentials: { id: 'stranger', key: 'x' } },
    challenge: /^Hawk error="Bad mac"$/,
  },
  {
    what: 'unapproved credentials',
    status: 403,
    code: 'ERR_HAWK_NOT_APPROVED',
    request: { credentials: { id: 'unapproved', key: 'a key' } },
  },
  {
    what: 'suspended credentials',
    status: 403,
    code: 'ERR_HAWK_SUSPENDED',
    request: { credentials: { id: 'suspended', key: 'a key' } },
  },
  {
    what: 'expired credentials',
    status: 403,
    code: 'ERR_HAWK_EXPIRED_CREDENTIALS',
    request: { credentials: { id: 'expired', key: 'a key' } },
  },
  {
    what: 'a record without a key',
    status: 500,
    code: 'ERR_HAWK_INVALID_CREDENTIALS',
    request: { credentials: { id: 'broken', key: 'x' } },
  },
  {
    what: 'a used nonce',
    status: 401,
    code: 'ERR_HAWK_REPLAYED',
    request: {},
    guard: { nonces: claiming('replayed') },
    challenge: /Invalid nonce/,
  },
  {
    what: 'too many nonces of one client',
    status: 429,
    code: 'ERR_HAWK_REPLAY_SHARE_EXHAUSTED',
    request: {},
    guard: { nonces: claiming('share-exhausted') },
  },
  {
    what: 'a full replay cache',
    status: 503,
    code: 'ERR_HAWK_REPLAY_CACHE_FULL',
    request: {},
    guard: { nonces: claiming('full') },
  },
  {
    what: 'a replay cache that answers nonsense',
    status: 500,
    code: 'ERR_HAWK_BROKEN_STORE',
    request: {},
    guard: { nonces: claiming(true as never) },
  },
  {
    what: 'a replay cache that rejects',
    status: 503,
    code: 'ERR_HAWK_STORE_UNAVAILABLE',
    request: {},
    guard: { nonces: { claim: () => Promise.reject(new Error('redis is down')) } },
  },
  {
    what: 'a credential store that throws',
    status: 503,
    code: 'ERR_HAWK_STORE_UNAVAILABLE',
    request: {},
    guard: {
      credentials: () => {
        throw new Error('the database is down')
      },
    },
  },
  {
    what: 'a body without a hash',
    status: 401,
    code: 'ERR_HAWK_MISSING_PAYLOAD_HASH',
    request: { body: 'x', signedBody: null },
  },
  {
    what: 'another body than was hashed',
    status: 401,
    code: 'ERR_HAWK_BAD_PAYLOAD_HASH',
    request: { body: 'forged', signedBody: 'signed' },
  },
  {
    what: 'no body where one was hashed',
    status: 401,
    code: 'ERR_HAWK_BAD_PAYLOAD_HASH',
    request: { method: 'POST', signedBody: 'signed' },
  },
  {
    what: 'a body that is too large',
    status: 413,
    code: 'ERR_HAWK_PAYLOAD_TOO_LARGE',
    request: { body: 'eleven char' },
    guard: { maxPayloadBytes: 10 },
  },
  {
    what: 'a body that says it is too large',
    status: 413,
    code: 'ERR_HAWK_PAYLOAD_TOO_LARGE',
    request: { body: 'x', headers: { 'content-length': '1048577' } },
  },
  {
    what: 'a body over the default bound',
    status: 413,
    code: 'ERR_HAWK_PAYLOAD_TOO_LARGE',
    request: { body: 'x'.repeat(1_048_577) },
  },
  {
    what: 'more bodies than may be held',
    status: 503,
    code: 'ERR_HAWK_OVERLOADED',
    request: { body: 'eleven char' },
    guard: { maxBufferedBytes: 10 },
  },
  ...['gzip', 'deflate', 'br', 'zstd', 'identity, gzip'].map((coding): Row => ({
    what: `the content coding ${coding}`,
    status: 415,
    code: 'ERR_HAWK_UNSUPPORTED_ENCODING',
    request: { body: 'x', headers: { 'content-encoding': coding } },
  })),
  ...['utf-7', 'UTF-16', '"utf-7"', 'iso-2022-jp', 'utf-8; charset=utf-7'].map((charset): Row => ({
    what: `the charset ${charset}`,
    status: 415,
    code: 'ERR_HAWK_UNSUPPORTED_ENCODING',
    request: { body: 'x', contentType: `text/plain; charset=${charset}` },
  })),
]

describe('the guard refuses', () => {
  test.each(ROWS)(
    '$what: $status $code',
    async ({ request: making, guard = {}, status, code, challenge }) => {
      let runs = 0
      const merged = { ...options(), ...guard } as FetchGuardOptions<Client, boolean>
      const events = hearEvents()
      const handler = hawk(merged).wrap(() => {
        runs += 1
        return new Response('in')
      })
      const response = await handler(request(making))
      if (challenge instanceof RegExp) expect(response.headers.get('www-authenticate')).toMatch(challenge)
      if (challenge === null) expect(response.headers.get('www-authenticate')).toBeNull()
      expect(response.headers.has('retry-after')).toBe([429, 503].includes(status))
      await expectRefusal(response, status, code)
      expect(runs).toBe(0)
      expect(events.map((event) => [event.fate, event.code])).toEqual([['refused', code]])
    },
  )

  test('a stale timestamp, and tells its own time', async () => {
    const late = request()
    clock.advance(61_000)
    const response = await hawk(options()).wrap(() => new Response('in'))(late)
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Hawk ts="\d+", tsm="[^"]+", error="Stale timestamp"$/,
    )
    await expectRefusal(response, 401, 'ERR_HAWK_STALE_TIMESTAMP')
  })

  test('the second of two equal requests', async () => {
    const handler = hawk(options()).wrap(() => new Response('in'))
    const { url, init } = makeRequest({ body: 'once' })
    expect((await handler(new Request(url, init))).status).toBe(200)
    await expectRefusal(await handler(new Request(url, init)), 401, 'ERR_HAWK_REPLAYED')
  })

  test('all but one of twenty at once, whatever their bodies wait for', async () => {
    let runs = 0
    const handler = hawk(options()).wrap(() => {
      runs += 1
      return new Response('in')
    })
    const { url, init } = makeRequest({ body: 'once' })
    const answers = await Promise.all(Array.from({ length: 20 }, () => handler(new Request(url, init))))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(runs).toBe(1)
  })

  test('an unknown id and a wrong key with the same answer', async () => {
    const handler = hawk(options()).wrap(() => new Response('in'))
    const shown = async (credentials: { id: string; key: string }): Promise<unknown[]> => {
      const response = await handler(request({ credentials }))
      return [response.status, [...response.headers], await response.text()]
    }
    expect(await shown({ id: 'stranger', key: 'x' })).toEqual(await shown(ANOTHER_KEY))
  })

  test('a request that was changed in its method, path, query, host or port by one letter', async () => {
    const handler = hawk(options()).wrap(() => new Response('in'))
    const { init } = makeRequest({ url: 'https://api.example.com/jobs?a=1' })
    for (const url of [
      'https://api.example.com/jobs?a=2',
      'https://api.example.com/jobt?a=1',
      'https://api.example.com/jobs',
      'https://apj.example.com/jobs?a=1',
      'https://api.example.com:444/jobs?a=1',
      'http://api.example.com/jobs?a=1',
      'https://api.example.com/jobs?a=1#b',
    ]) {
      await expectRefusal(await handler(new Request(url, init)), 401, 'ERR_HAWK_BAD_MAC')
    }
    const changed = new Request('https://api.example.com/jobs?a=1', { ...init, method: 'DELETE' })
    await expectRefusal(await handler(changed), 401, 'ERR_HAWK_BAD_MAC')
    expect((await handler(new Request('https://api.example.com/jobs?a=1', init))).status).toBe(200)
  })

  test('bewits that nobody asked for, that are too long, or that come with another method', async () => {
    const url = 'https://api.example.com/report'
    const link = (ttlSeconds: number): string =>
      `${url}?bewit=${createBewit({ url, credentials: ALICE, ttlSeconds, clock })}`
    const off = hawk(options()).wrap(() => new Response('in'))
    await expectRefusal(await off(new Request(link(60))), 401, 'ERR_HAWK_MISSING')
    const on = hawk({ ...options(), bewit: { maxTtlSeconds: 100 } }).wrap(() => new Response('in'))
    await expectRefusal(await on(new Request(link(101))), 401, 'ERR_HAWK_BEWIT_REFUSED')
    await expectRefusal(await on(new Request(link(60), { method: 'POST' })), 401, 'ERR_HAWK_BEWIT_REFUSED')
    const withHeader = new Request(link(60), { headers: { authorization: 'Hawk x' } })
    await expectRefusal(await on(withHeader), 401, 'ERR_HAWK_BEWIT_REFUSED')
    expect((await on(new Request(link(60)))).status).toBe(200)
  })
})
