import type { BewitOptions, MessageFacts, RequestFacts } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { NOW_S } from '../support/fake-clock.js'
import { signedFacts, withAttribute } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, outcome, refused } from '../support/verdicts.js'

/** Values of a wrong kind for each field: a mistake of the caller, never of the sender. */
const wrong: Record<string, readonly unknown[]> = {
  method: [undefined, null, 5, {}, ['GET']],
  target: [undefined, null, 5, new URL('https://example.com/'), ['/a']],
  host: [undefined, null, 5, {}, ['example.com']],
  port: [undefined, null, '443', NaN, Infinity, -1, 65_536, 1.5, true],
  authorization: [null, 5, {}, ['Hawk id="1"']],
  contentType: [null, 5, ['text/plain']],
  payload: [null, 5, {}, [1, 2], new ArrayBuffer(2), new Uint16Array(2), new URLSearchParams('a=b')],
}
const cases = Object.entries(wrong).flatMap(([field, values]) => values.map((value) => ({ field, value })))

describe('facts of a wrong kind', () => {
  it.each(cases)('make verify throw at once: $field $value', ({ field, value }) => {
    const facts = { ...signedFacts(), [field]: value }
    expect(() => verifierOf().verify(facts)).toThrow(TypeError)
    expect(() => verifierOf().verify(facts)).toThrow(`verify: "${field}" must be `)
  })

  it.each(cases)('make verifyBewit throw at once: $field $value', ({ field, value }) => {
    const facts = { ...signedFacts(), authorization: undefined, [field]: value } as RequestFacts
    expect(() => verifierOf().verifyBewit(facts)).toThrow(TypeError)
    expect(() => verifierOf().verifyBewit(facts)).toThrow(`verifyBewit: "${field}" must be `)
  })

  it.each([undefined, null, 5, 'GET /'])('make verify throw at once where they are %s', (facts) => {
    expect(() => verifierOf().verify(facts as unknown as RequestFacts)).toThrow(TypeError)
    expect(() => verifierOf().verifyBewit(facts as unknown as RequestFacts)).toThrow(TypeError)
    expect(() => verifierOf().verifyMessage(facts as unknown as MessageFacts)).toThrow(TypeError)
  })

  it.each([null, '3600', NaN, Infinity, 0, -1, 1.5, true])(
    'make verifyBewit throw at once: maxTtlSeconds %s',
    (maxTtlSeconds) => {
      const facts = { ...signedFacts(), authorization: undefined }
      const verify = (): unknown => verifierOf().verifyBewit(facts, { maxTtlSeconds } as BewitOptions)
      expect(verify).toThrow(TypeError)
      expect(verify).toThrow('verifyBewit: "maxTtlSeconds" must be ')
    },
  )

  it.each([
    ['host', 5],
    ['port', '443'],
    ['message', undefined],
    ['message', null],
    ['message', {}],
  ])('make verifyMessage throw at once: %s %s', (field, value) => {
    const facts = { host: 'example.com', port: 443, message: 'm', authorization: {}, [field]: value }
    expect(() => verifierOf().verifyMessage(facts as unknown as MessageFacts)).toThrow(TypeError)
  })

  it('are told without the value of a header', () => {
    const authorization = ['Hawk id="secret-id"'] as unknown as string
    expect(() => verifierOf().verify({ ...signedFacts(), authorization })).toThrow(/^(?!.*secret-id)/)
  })
})

describe('facts that nobody can have signed', () => {
  const control = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).concat('\x7f', ' ')

  it.each(control)('are malformed: %j in the method, the target or the host', (character) => {
    for (const field of ['method', 'target', 'host'] as const) {
      const facts = signedFacts()
      const verdict = verifierOf().verify({ ...facts, [field]: `${facts[field]}${character}` })
      const { error } = refused(atOnce(verdict))
      expect([error.code, error.status]).toEqual(['ERR_HAWK_MALFORMED', 400])
    }
  })

  it.each(['', 'bücher.de', '\u212a', 'exa\u00a0mple'])('are malformed: the host %j', (host) => {
    const { error } = refused(atOnce(verifierOf().verify(signedFacts({}, { host }))))
    expect([error.code, error.message]).toEqual(['ERR_HAWK_MALFORMED', 'Invalid Host header'])
  })

  it('cannot move a line feed from one field into the next', () => {
    const facts = signedFacts({ url: 'https://example.com/a' })
    // Over these fields the normalised string would be the same, were line feeds let in.
    const moved = { ...facts, method: 'GET\n/a', target: 'example.com\n443\n\n\n' }
    expect(outcome(atOnce(verifierOf().verify(moved)))).toBe('ERR_HAWK_MALFORMED')
  })

  it('are looked at behind the header: without one the answer is "missing"', () => {
    const facts = signedFacts({}, { host: '', authorization: undefined })
    expect(outcome(atOnce(verifierOf().verify(facts)))).toBe('ERR_HAWK_MISSING')
  })
})

describe('the required attributes', () => {
  const { authorization = '' } = signedFacts({ nonce: 'n' })
  const without = (name: string): string =>
    `Hawk ${authorization
      .slice('Hawk '.length)
      .split(', ')
      .filter((pair) => !pair.startsWith(`${name}=`))
      .join(', ')}`

  it.each(['id', 'ts', 'nonce', 'mac'])('are malformed without %s', (name) => {
    const verdict = refused(atOnce(verifierOf().verify(signedFacts({}, { authorization: without(name) }))))
    expect([verdict.error.code, verdict.error.message]).toEqual(['ERR_HAWK_MALFORMED', 'Missing attributes'])
  })

  it.each([
    'abc',
    'NaN',
    'Infinity',
    '1.5',
    '1e9',
    '0x6b',
    '-1',
    '+1',
    ' 1',
    '1 ',
    '1,2',
    '1000000000000000',
    '1_0',
  ])('are malformed with ts %j [S6]', (ts) => {
    const facts = signedFacts({}, { authorization: withAttribute(authorization, 'ts', ts) })
    expect(outcome(atOnce(verifierOf().verify(facts)))).toBe('ERR_HAWK_MALFORMED')
  })

  it('are malformed with dlg and no app, which no MAC would cover', () => {
    const facts = signedFacts({}, { authorization: `${authorization}, dlg="evil"` })
    expect(outcome(atOnce(verifierOf().verify(facts)))).toBe('ERR_HAWK_MALFORMED')
  })

  it('may come with further zeros in ts, which are signed as sent', () => {
    const padded = `00${NOW_S}`
    const facts = signedFacts({}, { authorization: withAttribute(authorization, 'ts', padded) })
    expect(outcome(atOnce(verifierOf().verify(facts)))).toBe('ERR_HAWK_BAD_MAC')
  })
})
