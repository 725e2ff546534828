import { signRequest } from '@hawk-auth/core'
import type { RequestToSign } from '@hawk-auth/core'
import { Attributes, parseAuthorization } from '@hawk-auth/core/protocol'
import { describe, expect, it } from 'vitest'
import { client, KEY } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, outcome } from '../support/verdicts.js'

const GOOD: RequestToSign = {
  url: 'https://example.com/a',
  credentials: client(),
  timestamp: NOW_S,
  nonce: 'n',
}

function sign(changes: Partial<Record<keyof RequestToSign, unknown>>): () => unknown {
  return () => signRequest({ ...GOOD, ...changes } as RequestToSign)
}

/** What would break out of its quotes, or out of the header. */
const INJECTIONS = ['a", ext="z', '"', 'a\\', 'a\nb', 'a\r\nX: y', 'a\0', 'é', '\u212a', '', 'a\tb']

describe('signRequest', () => {
  it('writes what a verifier accepts', () => {
    const { authorization, artifacts } = signRequest({
      ...GOOD,
      method: 'POST',
      payload: 'x',
      ext: 'e',
      app: 'a',
      dlg: 'd',
    })
    expect(parseAuthorization(authorization)).toBeInstanceOf(Attributes)
    expect(outcome(atOnce(verifierOf().verify({ ...artifacts, authorization, payload: 'x' })))).toBe(
      'accepted',
    )
  })

  it('has defaults: GET, sha256, now, and a nonce of its own', () => {
    const { artifacts } = signRequest({
      url: GOOD.url,
      credentials: { id: 'ci-bot', key: KEY },
      clock: () => NOW_MS + 999,
    })
    expect(artifacts).toMatchObject({ method: 'GET', ts: String(NOW_S), hash: undefined })
  })

  it('makes nonces of 128 bits, each another', () => {
    const nonces = Array.from(
      { length: 2000 },
      () => signRequest({ ...GOOD, nonce: undefined }).artifacts.nonce,
    )
    expect(new Set(nonces).size).toBe(2000)
    for (const nonce of nonces) {
      expect(nonce).toMatch(/^[\w-]{22}$/)
      expect(Buffer.from(nonce, 'base64url')).toHaveLength(16)
    }
    // Every place of a nonce takes many values: nothing in it is fixed.
    for (let place = 0; place < 21; place += 1) {
      expect(new Set(nonces.map((nonce) => nonce[place])).size).toBeGreaterThan(40)
    }
  })

  it.each(['ext', 'app', 'hash', 'nonce'] as const)('refuses a %s that can not stand in a header', (name) => {
    for (const value of INJECTIONS) {
      expect(sign({ [name]: value })).toThrow(TypeError)
      expect(sign({ [name]: value })).toThrow(`signRequest: "${name}" must be printable ASCII text`)
    }
    for (const value of [null, 5, true, {}, ['a']]) expect(sign({ [name]: value })).toThrow(TypeError)
  })

  it('refuses a dlg that can not stand in a header, or that no app covers', () => {
    for (const dlg of [...INJECTIONS, null, 5]) expect(sign({ app: 'a', dlg })).toThrow(TypeError)
    expect(sign({ dlg: 'd' })).toThrow('signRequest: "dlg" needs "app"')
    expect(sign({ dlg: 'd' })).toThrow(TypeError)
  })

  it.each([...INJECTIONS, null, undefined, 5, {}])('refuses the id %j, and never shows the key', (id) => {
    const credentials = { ...client(), id }
    expect(sign({ credentials })).toThrow(TypeError)
    expect(sign({ credentials })).toThrow('signRequest: "credentials.id" must be ')
    expect(sign({ credentials })).not.toThrow(KEY)
  })

  it.each([undefined, null, '', new Uint8Array(0), 5, {}, ['k'], new ArrayBuffer(4)])(
    'refuses the key %j',
    (key) => {
      expect(sign({ credentials: { ...client(), key } })).toThrow(TypeError)
      expect(sign({ credentials: { ...client(), key } })).toThrow('signRequest: "credentials.key" must be ')
    },
  )

  it.each([null, 'SHA256', 'md5', '', 5, 'toString'])('refuses the algorithm %j', (algorithm) => {
    expect(sign({ credentials: { ...client(), algorithm } })).toThrow(TypeError)
    expect(sign({ credentials: { ...client(), algorithm } })).toThrow(
      'signRequest: "credentials.algorithm" must be ',
    )
  })

  it.each([undefined, null, 'ci-bot', 5])('refuses the credentials %j', (credentials) => {
    expect(sign({ credentials })).toThrow(TypeError)
  })

  it.each([null, '', 'GET /', 'GE T', 'GET\n', 'é', 5, {}])('refuses the method %j', (method) => {
    expect(sign({ method })).toThrow(TypeError)
    expect(sign({ method })).toThrow('signRequest: "method" must be ')
  })

  it.each([null, NaN, Infinity, -1, 1.5, '1795392000', 1e15, {}])('refuses the timestamp %s', (timestamp) => {
    expect(sign({ timestamp })).toThrow(TypeError)
    expect(sign({ timestamp })).toThrow('signRequest: "timestamp" must be ')
  })

  it('refuses a clock that tells no time', () => {
    for (const now of [NaN, Infinity, undefined, 'now']) {
      expect(sign({ timestamp: undefined, clock: () => now })).toThrow(TypeError)
    }
  })

  it.each([
    undefined,
    null,
    '',
    '/a',
    'example.com',
    'ftp://example.com/',
    'file:///a',
    'data:,x',
    'mailto:a@b',
    5,
    {},
  ])('refuses the url %j', (url) => {
    expect(sign({ url })).toThrow(TypeError)
    expect(sign({ url })).toThrow('signRequest: "url" must be ')
  })

  it.each([null, 5, {}, [1], new ArrayBuffer(2), new URLSearchParams('a=b')])(
    'refuses the payload %j',
    (payload) => {
      expect(sign({ payload })).toThrow(TypeError)
      expect(sign({ payload })).toThrow('signRequest: "payload" must be ')
    },
  )

  it.each([null, 5, {}])('refuses the content type %j, and names it', (contentType) => {
    expect(sign({ payload: 'x', contentType })).toThrow(TypeError)
    expect(sign({ payload: 'x', contentType })).toThrow('signRequest: "contentType" must be ')
  })

  it.each(['uri', 'body', 'headers', 'key', 'algorithm'])('refuses the unknown option %s', (name) => {
    expect(() => signRequest({ ...GOOD, [name]: 'x' })).toThrow(`signRequest: unknown option "${name}"`)
  })

  it.each([undefined, null, 'https://example.com/', 5])(
    'refuses a request that is no object: %j',
    (request) => {
      expect(() => signRequest(request as unknown as RequestToSign)).toThrow(TypeError)
    },
  )
})
