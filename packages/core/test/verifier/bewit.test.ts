import type { RequestFacts } from '@hawk-auth/core'
import { describe, expect, it, vi } from 'vitest'
import { client } from '../support/clients.js'
import { createFakeClock, NOW_S } from '../support/fake-clock.js'
import { verifierOf } from '../support/stores.js'
import { accepted, atOnce, outcome, refused } from '../support/verdicts.js'
import { bewitOf, mint, factsOf, ask } from '../support/bewits.js'

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
    expect(
      outcome(atOnce(verifierOf([client()], { nonces: { claim } }).verifyBewit(factsOf(bewitOf())))),
    ).toBe('accepted')
    expect(claim).not.toHaveBeenCalled()
  })

  it('never signs an answer [S4]', () => {
    const verdict = accepted(atOnce(verifierOf().verifyBewit(factsOf(bewitOf()))))
    expect(() => verdict.signResponse()).toThrow(TypeError)
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'get', 'head', 'Get', ''])(
    'is refused with the method %s',
    (method) => {
      expect(ask(factsOf(bewitOf(), { method }))).toBe('ERR_HAWK_BEWIT_REFUSED')
    },
  )

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
    expect(Object.getOwnPropertyDescriptors(unknown.error)).toEqual(
      Object.getOwnPropertyDescriptors(bad.error),
    )
  })
})

describe('a long target', () => {
  it('with a bewit has at most 4096 characters', () => {
    const padding = 'p'.repeat(
      4096 - factsOf(bewitOf({ url: 'https://example.com/files/a?b=1&p=' })).target.length - 3,
    )
    const bewit = bewitOf({ url: `https://example.com/files/a?b=1&p=${padding}` })
    const target = `/files/a?b=1&p=${padding}&bewit=${bewit}`
    expect(target).toHaveLength(4096)
    expect(ask(factsOf('', { target }))).toBe('accepted')
    const longer = `${padding}p`
    const bewitOfLonger = bewitOf({ url: `https://example.com/files/a?b=1&p=${longer}` })
    expect(ask(factsOf('', { target: `/files/a?b=1&p=${longer}&bewit=${bewitOfLonger}` }))).toBe(
      'ERR_HAWK_MALFORMED',
    )
  })
})
