import { signMessage } from '@hawk-auth/core'
import type { MessageAuthorization, MessageFacts, MessageToSign } from '@hawk-auth/core'
import { describe, expect, it, vi } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { verifierOf } from '../support/stores.js'
import { accepted, atOnce, outcome, refused } from '../support/verdicts.js'

const PLACE = { host: 'example.com', port: 8080 }

function authorize(changes: Partial<MessageToSign> = {}): MessageAuthorization {
  return signMessage({ ...PLACE, message: 'hello', credentials: client(), timestamp: NOW_S, ...changes })
}

function factsOf(authorization: unknown, changes: Partial<MessageFacts> = {}): MessageFacts {
  return { ...PLACE, message: 'hello', authorization: authorization as MessageAuthorization, ...changes }
}

function ask(facts: MessageFacts, record: Client | null = client()): string {
  return outcome(atOnce(verifierOf([], { credentials: () => record }).verifyMessage(facts)))
}

describe('a message', () => {
  it('is accepted once', () => {
    const verifier = verifierOf()
    const facts = factsOf(authorize())
    expect(outcome(atOnce(verifier.verifyMessage(facts)))).toBe('accepted')
    expect(outcome(atOnce(verifier.verifyMessage(facts)))).toBe('ERR_HAWK_REPLAYED')
  })

  it('shares its nonces with requests of the same credentials', () => {
    const claim = vi.fn(() => 'admitted' as const)
    atOnce(verifierOf([client()], { nonces: { claim } }).verifyMessage(factsOf(authorize({ nonce: 'n' }))))
    const keepUntilMs = NOW_MS + 120_000
    expect(claim).toHaveBeenCalledExactlyOnceWith({ id: 'ci-bot', ts: String(NOW_S), nonce: 'n', keepUntilMs, nowMs: NOW_MS })
  })

  it('shows what was signed, and that its text was verified', () => {
    const authorization = authorize({ nonce: 'n' })
    const { artifacts, credentials } = accepted(atOnce(verifierOf().verifyMessage(factsOf(authorization))))
    const { mac, ...signed } = authorization
    expect(artifacts).toMatchObject({ ...signed, ...PLACE, type: 'message', method: '', target: '', payloadVerified: true })
    expect(JSON.stringify(artifacts)).not.toContain(mac)
    expect(credentials).toEqual({ id: 'ci-bot', approved: true, name: 'CI' })
  })

  it('never signs an answer', () => {
    const verdict = accepted(atOnce(verifierOf().verifyMessage(factsOf(authorize()))))
    expect(() => verdict.signResponse()).toThrow(TypeError)
  })

  it.each(['', 'Grüße, 世界 🌍', 'a\0b', 'x'.repeat(10_000)])('may be any text or its bytes: %.20j', (message) => {
    expect(ask(factsOf(authorize({ message }), { message }))).toBe('accepted')
    expect(ask(factsOf(authorize({ message }), { message: Buffer.from(message) }))).toBe('accepted')
    expect(ask(factsOf(authorize({ message: Buffer.from(message) }), { message }))).toBe('accepted')
  })

  it.each<[string, Partial<MessageFacts>, string]>([
    ['another text', { message: 'hell0' }, 'ERR_HAWK_BAD_PAYLOAD_HASH'],
    ['no text', { message: '' }, 'ERR_HAWK_BAD_PAYLOAD_HASH'],
    ['another host', { host: 'other.example' }, 'ERR_HAWK_BAD_MAC'],
    ['another port', { port: 80 }, 'ERR_HAWK_BAD_MAC'],
    ['a host with a line feed', { host: 'example.com\n' }, 'ERR_HAWK_MALFORMED'],
    ['an empty host', { host: '' }, 'ERR_HAWK_MALFORMED'],
  ])('is refused with %s', (_, changes, expected) => {
    expect(ask(factsOf(authorize(), changes))).toBe(expected)
  })

  it.each([
    [NOW_S - 60, 'accepted'],
    [NOW_S - 61, 'ERR_HAWK_STALE_TIMESTAMP'],
    [NOW_S + 60, 'accepted'],
    [NOW_S + 61, 'ERR_HAWK_STALE_TIMESTAMP'],
  ])('stamped %d is %s', (timestamp, expected) => {
    expect(ask(factsOf(authorize({ timestamp })))).toBe(expected)
  })

  it.each<[string, Client | null, string]>([
    ['unknown', null, 'ERR_HAWK_BAD_MAC'],
    ['for another id', client({ id: 'other' }), 'ERR_HAWK_BAD_MAC'],
    ['not approved', client({ approved: false }), 'ERR_HAWK_NOT_APPROVED'],
    ['suspended', client({ suspended: true }), 'ERR_HAWK_SUSPENDED'],
    ['expired', client({ expiresAtMs: NOW_MS }), 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    ['bound to an app, which no message can name', client({ app: 'a' }), 'ERR_HAWK_BAD_MAC'],
  ])('is refused where its credentials are %s', (_, record, expected) => {
    expect(ask(factsOf(authorize()), record)).toBe(expected)
  })

  it('verifies an IPv6 host in brackets and bare', () => {
    for (const [signed, received] of [['::1', '[::1]'], ['[::1]', '::1'], ['[::1]', '[::1]']] as const) {
      expect(ask(factsOf(authorize({ host: signed }), { host: received }))).toBe('accepted')
    }
  })
})

describe('an authorization that came from outside [S9]', () => {
  const values: readonly unknown[] = [undefined, null, '', {}, { id: 1 }, [], ['ci-bot'], true, NaN, () => 'x', Symbol('x'), 'a"b', 'a\nb', 'é', '\0', 1n]
  const fields = ['id', 'ts', 'nonce', 'hash', 'mac'] as const

  it.each(fields)('is malformed where %s is anything but text in the alphabet of a header', (field) => {
    const credentials = vi.fn(() => client())
    const verifier = verifierOf([], { credentials })
    for (const value of values) {
      const { error } = refused(atOnce(verifier.verifyMessage(factsOf({ ...authorize(), [field]: value }))))
      expect([error.code, error.message]).toEqual(['ERR_HAWK_MALFORMED', 'Invalid authorization'])
    }
    expect(credentials).not.toHaveBeenCalled()
  })

  it.each(fields)('is malformed without %s', (field) => {
    const authorization: Record<string, unknown> = { ...authorize() }
    Reflect.deleteProperty(authorization, field)
    expect(ask(factsOf(authorization))).toBe('ERR_HAWK_MALFORMED')
  })

  it.each([undefined, null, '', 'Hawk id="1"', 5, true, [], () => 'x'])('is malformed where it is %s', (authorization) => {
    expect(ask(factsOf(authorization))).toBe('ERR_HAWK_MALFORMED')
  })

  it('may have ts as a whole number, as the reference sends it', () => {
    expect(ask(factsOf({ ...authorize(), ts: NOW_S }))).toBe('accepted')
  })

  it.each([NOW_S + 0.5, -NOW_S, Infinity, NaN, 2 ** 53, String(NOW_S) + '.0', `0x${NOW_S.toString(16)}`, 'abc'])(
    'is malformed with ts %s',
    (ts) => {
      expect(ask(factsOf({ ...authorize(), ts }))).toBe('ERR_HAWK_MALFORMED')
    },
  )

  it('reaches the store as text, without the MAC', () => {
    const credentials = vi.fn(() => client())
    const authorization = authorize({ nonce: 'n' })
    atOnce(verifierOf([], { credentials }).verifyMessage(factsOf({ ...authorization, ts: NOW_S })))
    const { mac, ...header } = authorization
    expect(credentials).toHaveBeenCalledExactlyOnceWith('ci-bot', expect.objectContaining(header))
    expect(JSON.stringify(credentials.mock.calls)).not.toContain(mac)
  })
})
