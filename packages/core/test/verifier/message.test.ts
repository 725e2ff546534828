import type { MessageFacts } from '@hawk-auth/core'
import { describe, expect, it, vi } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { verifierOf } from '../support/stores.js'
import { accepted, atOnce, outcome } from '../support/verdicts.js'
import { PLACE, authorize, factsOf, ask } from '../support/messages.js'

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
    expect(claim).toHaveBeenCalledExactlyOnceWith({
      id: 'ci-bot',
      ts: String(NOW_S),
      nonce: 'n',
      keepUntilMs,
      nowMs: NOW_MS,
    })
  })

  it('shows what was signed, and that its text was verified', () => {
    const authorization = authorize({ nonce: 'n' })
    const { artifacts, credentials } = accepted(atOnce(verifierOf().verifyMessage(factsOf(authorization))))
    const { mac, ...signed } = authorization
    expect(artifacts).toMatchObject({
      ...signed,
      ...PLACE,
      type: 'message',
      method: '',
      target: '',
      payloadVerified: true,
    })
    expect(JSON.stringify(artifacts)).not.toContain(mac)
    expect(credentials).toEqual({ id: 'ci-bot', approved: true, name: 'CI' })
  })

  it('never signs an answer', () => {
    const verdict = accepted(atOnce(verifierOf().verifyMessage(factsOf(authorize()))))
    expect(() => verdict.signResponse()).toThrow(TypeError)
  })

  it.each(['', 'Grüße, 世界 🌍', 'a\0b', 'x'.repeat(10_000)])(
    'may be any text or its bytes: %.20j',
    (message) => {
      expect(ask(factsOf(authorize({ message }), { message }))).toBe('accepted')
      expect(ask(factsOf(authorize({ message }), { message: Buffer.from(message) }))).toBe('accepted')
      expect(ask(factsOf(authorize({ message: Buffer.from(message) }), { message }))).toBe('accepted')
    },
  )

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
    for (const [signed, received] of [
      ['::1', '[::1]'],
      ['[::1]', '::1'],
      ['[::1]', '[::1]'],
    ] as const) {
      expect(ask(factsOf(authorize({ host: signed }), { host: received }))).toBe('accepted')
    }
  })
})
