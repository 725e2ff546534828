import { createBewit } from '@hawk-auth/core'
import type { BewitOptions, BewitToCreate, RequestFacts } from '@hawk-auth/core'
import { normalizedString } from '@hawk-auth/core/protocol'
import { createHmac } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { client, clientLike, KEY } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { createFakeClock, NOW_MS, NOW_S } from '../support/fake-clock.js'
import { verifierOf } from '../support/stores.js'
import { accepted, atOnce, outcome, refused } from '../support/verdicts.js'

function bewitOf(changes: Partial<BewitToCreate> = {}): string {
  return createBewit({
    url: 'https://example.com/files/a?b=1',
    credentials: client(),
    ttlSeconds: 300,
    clock: () => NOW_MS,
    ...changes,
  })
}

/** A bewit of any fields, MACed as the server does it. */
function mint(fields: { id?: string; exp?: string; ext?: string; target?: string; mac?: string }): string {
  const { id = 'ci-bot', exp = String(NOW_S + 300), ext = '', target = '/files/a?b=1' } = fields
  const signed = { ts: exp, nonce: '', method: 'GET', target, host: 'example.com', port: 443, ext }
  const made = createHmac('sha256', KEY).update(normalizedString('bewit', signed)).digest('base64')
  return Buffer.from(`${id}\\${exp}\\${fields.mac ?? made}\\${ext}`, 'latin1').toString('base64url')
}

function factsOf(bewit: string, changes: Partial<RequestFacts> = {}): RequestFacts {
  const target = `/files/a?b=1&bewit=${bewit}`
  return { method: 'GET', target, host: 'example.com', port: 443, authorization: undefined, ...changes }
}

function ask(facts: RequestFacts, record: Client | null = client(), options?: BewitOptions): string {
  const verifier = verifierOf([], { credentials: () => record })
  return outcome(atOnce(verifier.verifyBewit(facts, options)))
}

describe('a bewit [M16]', () => {
  it('is accepted for GET and HEAD, again and again until it ends', () => {
    const clock = createFakeClock()
    const verifier = verifierOf([client()], { clock: clock.now })
    const get = factsOf(bewitOf())
    for (const facts of [get, get, { ...get, method: 'HEAD' }]) {
      expect(outcome(atOnce(verifier.verifyBewit(facts)))).toBe('accepted')
    }
    clock.advance(299_999)
    expect(outcome(atOnce(verifier.verifyBewit(get)))).toBe('accepted')
    clock.advance(1)
    expect(outcome(atOnce(verifier.verifyBewit(get)))).toBe('ERR_HAWK_BEWIT_EXPIRED')
  })

  it('shows what was signed', () => {
    const verdict = accepted(atOnce(verifierOf().verifyBewit(factsOf(bewitOf({ ext: 'e' })))))
    expect(verdict.artifacts).toEqual({
      type: 'bewit',
      id: 'ci-bot',
      ts: String(NOW_S + 300),
      nonce: '',
      method: 'GET',
      target: '/files/a?b=1',
      host: 'example.com',
      port: 443,
      hash: undefined,
      ext: 'e',
      app: undefined,
      dlg: undefined,
      payloadVerified: false,
    })
    expect(verdict.credentials).toEqual({ id: 'ci-bot', approved: true, name: 'CI' })
  })

  it('claims no nonce', () => {
    const claim = vi.fn(() => 'full' as const)
    expect(outcome(atOnce(verifierOf([client()], { nonces: { claim } }).verifyBewit(factsOf(bewitOf()))))).toBe('accepted')
    expect(claim).not.toHaveBeenCalled()
  })

  it('never signs an answer [S4]', () => {
    const verdict = accepted(atOnce(verifierOf().verifyBewit(factsOf(bewitOf()))))
    expect(() => verdict.signResponse()).toThrow(TypeError)
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'get', 'head', 'Get', ''])('is refused with the method %s', (method) => {
    expect(ask(factsOf(bewitOf(), { method }))).toBe('ERR_HAWK_BEWIT_REFUSED')
  })

  it.each<[string, Partial<RequestFacts>]>([
    ['a Hawk header', { authorization: 'Hawk id="1"' }],
    ['another Authorization', { authorization: 'Bearer x' }],
    ['a body of text', { payload: 'x' }],
    ['a body of bytes', { payload: new Uint8Array(1) }],
  ])('is refused beside %s', (_, changes) => {
    expect(ask(factsOf(bewitOf(), changes))).toBe('ERR_HAWK_BEWIT_REFUSED')
  })

  it.each<[string, Partial<RequestFacts>]>([
    ['an empty body', { payload: '' }],
    ['an empty Authorization, which is none', { authorization: '' }],
    ['a content type without a body', { contentType: 'text/plain' }],
  ])('is accepted beside %s', (_, changes) => {
    expect(ask(factsOf(bewitOf(), changes))).toBe('accepted')
  })

  it.each<[string, string, string]>([
    ['another path', '/files/b?b=1&bewit=', 'ERR_HAWK_BAD_MAC'],
    ['another query', '/files/a?b=2&bewit=', 'ERR_HAWK_BAD_MAC'],
    ['a further parameter', '/files/a?b=1&c=1&bewit=', 'ERR_HAWK_BAD_MAC'],
    ['no query', '/files/a?bewit=', 'ERR_HAWK_BAD_MAC'],
    ['a place in the path', '/files/a&bewit=', 'ERR_HAWK_MISSING'],
    ['a place behind a second question mark', '/files/a?b=1?bewit=', 'ERR_HAWK_MISSING'],
    ['a name in capitals', '/files/a?b=1&Bewit=', 'ERR_HAWK_MISSING'],
    ['a second bewit before it', '/files/a?bewit=x&b=1&bewit=', 'ERR_HAWK_MALFORMED'],
  ])('is refused in %s', (_, target, expected) => {
    expect(ask(factsOf('', { target: `${target}${bewitOf()}` }))).toBe(expected)
  })

  it.each([
    ['first', `/files/a?bewit=${bewitOf()}&b=1`],
    ['last', `/files/a?b=1&bewit=${bewitOf()}`],
  ])('may be the %s parameter', (_, target) => {
    expect(ask(factsOf('', { target }))).toBe('accepted')
  })

  it('may be the only parameter, and takes its question mark along', () => {
    const target = `/files/a?bewit=${bewitOf({ url: 'https://example.com/files/a' })}`
    expect(ask(factsOf('', { target }))).toBe('accepted')
  })

  it.each([
    ['host', { host: 'other.example' }],
    ['port', { port: 8443 }],
  ])('is bound to its %s', (_, changes) => {
    expect(ask(factsOf(bewitOf(), changes))).toBe('ERR_HAWK_BAD_MAC')
  })

  it.each([
    ['the MAC', mint({ mac: 'A'.repeat(44) })],
    ['the MAC without padding', bewitOf().slice(0, -4)],
    ['an empty MAC', mint({ mac: '' })],
    ['the id in another spelling', mint({ id: 'CI-bot' })],
  ])('is refused with another %s', (_, bewit) => {
    expect(ask(factsOf(bewit))).toMatch(/^ERR_HAWK_(BAD_MAC|MALFORMED)$/)
  })

  it('is answered alike for an unknown id and a bad MAC [M7]', () => {
    const unknown = refused(atOnce(verifierOf([]).verifyBewit(factsOf(bewitOf()))))
    const bad = refused(atOnce(verifierOf().verifyBewit(factsOf(mint({ mac: 'A'.repeat(44) })))))
    expect(Object.getOwnPropertyDescriptors(unknown.error)).toEqual(Object.getOwnPropertyDescriptors(bad.error))
  })
})

describe('the end of a bewit [M16]', () => {
  it.each([
    [NOW_S + 1, 'accepted'],
    [NOW_S, 'ERR_HAWK_BEWIT_EXPIRED'],
    [NOW_S - 1, 'ERR_HAWK_BEWIT_EXPIRED'],
    [0, 'ERR_HAWK_BEWIT_EXPIRED'],
    [NOW_S + 3600, 'accepted'],
    [NOW_S + 3601, 'ERR_HAWK_BEWIT_REFUSED'],
    [999_999_999_999_999, 'ERR_HAWK_BEWIT_REFUSED'],
  ])('at %d is %s', (exp, expected) => {
    expect(ask(factsOf(mint({ exp: String(exp) })))).toBe(expected)
  })

  it.each([
    [1, 1, 'accepted'],
    [1, 2, 'ERR_HAWK_BEWIT_REFUSED'],
    [86_400, 86_400, 'accepted'],
    [86_400, 86_401, 'ERR_HAWK_BEWIT_REFUSED'],
  ])('may be no later than maxTtlSeconds %d allows: %d is %s', (maxTtlSeconds, ttlSeconds, expected) => {
    expect(ask(factsOf(bewitOf({ ttlSeconds })), client(), { maxTtlSeconds })).toBe(expected)
  })

  it.each(['never', 'Infinity', 'NaN', '123junk', '1e99', '0xffffffff', '-1', '+1', '1.5', ' 1', '1000000000000000', ''])(
    'that is %j is malformed, whatever its MAC',
    (exp) => {
      expect(ask(factsOf(mint({ exp })))).toBe('ERR_HAWK_MALFORMED')
    },
  )

  it('may have leading zeros, which are signed as sent', () => {
    expect(ask(factsOf(mint({ exp: `000${NOW_S + 1}` })))).toBe('accepted')
  })

  it('is not proven by a clock that tells no time or fell behind', () => {
    let nowMs = NOW_MS
    const verifier = verifierOf([client()], { clock: () => nowMs })
    const facts = factsOf(bewitOf())
    expect(outcome(atOnce(verifier.verifyBewit(facts)))).toBe('accepted')
    for (const now of [NaN, NOW_MS - 60_001]) {
      nowMs = now
      expect(outcome(atOnce(verifier.verifyBewit(facts)))).toBe('ERR_HAWK_CLOCK_BEHIND')
    }
  })
})

describe('the credentials of a bewit [M16]', () => {
  it.each<[string, Client | null, string]>([
    ['not approved', client({ approved: false }), 'ERR_HAWK_NOT_APPROVED'],
    ['suspended', client({ suspended: true }), 'ERR_HAWK_SUSPENDED'],
    ['expired', client({ expiresAtMs: NOW_MS }), 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    ['unknown', null, 'ERR_HAWK_BAD_MAC'],
    ['for another id', client({ id: 'other' }), 'ERR_HAWK_BAD_MAC'],
    ['broken', clientLike({ approved: 1 }), 'ERR_HAWK_INVALID_CREDENTIALS'],
    ['bound to an app, which no bewit can name', client({ app: 'a' }), 'ERR_HAWK_BAD_MAC'],
    ['rotated, within the overlap', client({ key: 'new', previousKey: { key: KEY, notAfterMs: NOW_MS } }), 'accepted'],
    ['rotated, behind it', client({ key: 'new', previousKey: { key: KEY, notAfterMs: NOW_MS - 1 } }), 'ERR_HAWK_BAD_MAC'],
  ])('that are %s', (_, record, expected) => {
    expect(ask(factsOf(bewitOf()), record)).toBe(expected)
  })

  it.each(['\0', '\x1b[2J', 'a\nb', '"', 'é', ''])('with the id %j never reach the store', (id) => {
    const credentials = vi.fn(() => client())
    const verdict = verifierOf([], { credentials }).verifyBewit(factsOf(mint({ id })))
    expect(outcome(atOnce(verdict))).toBe('ERR_HAWK_MALFORMED')
    expect(credentials).not.toHaveBeenCalled()
  })

  it('are looked up by id and ext, without the MAC', () => {
    const credentials = vi.fn(() => client())
    const bewit = bewitOf({ ext: 'e' })
    atOnce(verifierOf([], { credentials }).verifyBewit(factsOf(bewit)))
    expect(credentials).toHaveBeenCalledExactlyOnceWith('ci-bot', expect.objectContaining({ id: 'ci-bot', ext: 'e' }))
    const mac = Buffer.from(bewit, 'base64url').toString().split('\\')[2] ?? '?'
    expect(JSON.stringify(credentials.mock.calls)).not.toContain(mac)
  })
})

describe('a long target', () => {
  it('with a bewit has at most 4096 characters', () => {
    const padding = 'p'.repeat(4096 - factsOf(bewitOf({ url: 'https://example.com/files/a?b=1&p=' })).target.length - 3)
    const bewit = bewitOf({ url: `https://example.com/files/a?b=1&p=${padding}` })
    const target = `/files/a?b=1&p=${padding}&bewit=${bewit}`
    expect(target).toHaveLength(4096)
    expect(ask(factsOf('', { target }))).toBe('accepted')
    const longer = `${padding}p`
    const bewitOfLonger = bewitOf({ url: `https://example.com/files/a?b=1&p=${longer}` })
    expect(ask(factsOf('', { target: `/files/a?b=1&p=${longer}&bewit=${bewitOfLonger}` }))).toBe('ERR_HAWK_MALFORMED')
  })
})
