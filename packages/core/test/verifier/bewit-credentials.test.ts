import { describe, expect, it, vi } from 'vitest'
import { client, clientLike, KEY } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS } from '../support/fake-clock.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, outcome } from '../support/verdicts.js'
import { bewitOf, mint, factsOf, ask } from '../support/bewits.js'

describe('the credentials of a bewit [M16]', () => {
  it.each<[string, Client | null, string]>([
    ['not approved', client({ approved: false }), 'ERR_HAWK_NOT_APPROVED'],
    ['suspended', client({ suspended: true }), 'ERR_HAWK_SUSPENDED'],
    ['expired', client({ expiresAtMs: NOW_MS }), 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    ['unknown', null, 'ERR_HAWK_BAD_MAC'],
    ['for another id', client({ id: 'other' }), 'ERR_HAWK_BAD_MAC'],
    ['broken', clientLike({ approved: 1 }), 'ERR_HAWK_INVALID_CREDENTIALS'],
    ['bound to an app, which no bewit can name', client({ app: 'a' }), 'ERR_HAWK_BAD_MAC'],
    [
      'rotated, within the overlap',
      client({ key: 'new', previousKey: { key: KEY, notAfterMs: NOW_MS } }),
      'accepted',
    ],
    [
      'rotated, behind it',
      client({ key: 'new', previousKey: { key: KEY, notAfterMs: NOW_MS - 1 } }),
      'ERR_HAWK_BAD_MAC',
    ],
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
    expect(credentials).toHaveBeenCalledExactlyOnceWith(
      'ci-bot',
      expect.objectContaining({ id: 'ci-bot', ext: 'e' }),
    )
    const mac = Buffer.from(bewit, 'base64url').toString().split('\\')[2] ?? '?'
    expect(JSON.stringify(credentials.mock.calls)).not.toContain(mac)
  })
})
