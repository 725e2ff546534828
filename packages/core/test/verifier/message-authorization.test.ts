import { describe, expect, it, vi } from 'vitest'
import { client } from '../support/clients.js'
import { NOW_S } from '../support/fake-clock.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, refused } from '../support/verdicts.js'
import { authorize, factsOf, ask } from '../support/messages.js'

describe('an authorization that came from outside [S9]', () => {
  const values: readonly unknown[] = [
    undefined,
    null,
    '',
    {},
    { id: 1 },
    [],
    ['ci-bot'],
    true,
    NaN,
    () => 'x',
    Symbol('x'),
    'a"b',
    'a\nb',
    'é',
    '\0',
    1n,
  ]
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

  it.each([undefined, null, '', 'Hawk id="1"', 5, true, [], () => 'x'])(
    'is malformed where it is %s',
    (authorization) => {
      expect(ask(factsOf(authorization))).toBe('ERR_HAWK_MALFORMED')
    },
  )

  it('may have ts as a whole number, as the reference sends it', () => {
    expect(ask(factsOf({ ...authorize(), ts: NOW_S }))).toBe('accepted')
  })

  it.each([
    NOW_S + 0.5,
    -NOW_S,
    Infinity,
    NaN,
    2 ** 53,
    String(NOW_S) + '.0',
    `0x${NOW_S.toString(16)}`,
    'abc',
  ])('is malformed with ts %s', (ts) => {
    expect(ask(factsOf({ ...authorize(), ts }))).toBe('ERR_HAWK_MALFORMED')
  })

  it('reaches the store as text, without the MAC', () => {
    const credentials = vi.fn(() => client())
    const authorization = authorize({ nonce: 'n' })
    atOnce(verifierOf([], { credentials }).verifyMessage(factsOf({ ...authorization, ts: NOW_S })))
    const { mac, ...header } = authorization
    expect(credentials).toHaveBeenCalledExactlyOnceWith('ci-bot', expect.objectContaining(header))
    expect(JSON.stringify(credentials.mock.calls)).not.toContain(mac)
  })
})
