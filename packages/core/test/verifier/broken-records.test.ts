import { createVerifier } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client, clientLike, clientWithout } from '../support/clients.js'
import { NOW_MS } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, refused } from '../support/verdicts.js'
import { outcomeWith } from '../support/outcome-with.js'

/** Every value here breaks its field; the request itself is sound. */
const broken: Record<string, readonly unknown[]> = {
  key: [undefined, null, '', new Uint8Array(0), 7, true, {}, ['a'], [1, 2], new ArrayBuffer(8), Symbol('k')],
  algorithm: [
    null,
    '',
    'SHA256',
    'sha-256',
    'sha1',
    'md5',
    'none',
    'toString',
    '__proto__',
    256,
    true,
    ['sha256'],
    {},
  ],
  approved: [undefined, null, 1, 0, 'true', 'false', '', 'yes', {}, [], [true], new Boolean(true)],
  expiresAtMs: [
    NaN,
    Infinity,
    -Infinity,
    '',
    '2099-01-01',
    String(NOW_MS + 1),
    new Date(NOW_MS + 1),
    true,
    false,
    {},
    [],
    1n,
  ],
  previousKey: [
    true,
    false,
    0,
    7,
    '',
    'old-key',
    [],
    {},
    { key: '', notAfterMs: 1 },
    { key: 7, notAfterMs: 1 },
  ],
}
const brokenOverlap: readonly unknown[] = [undefined, null, NaN, Infinity, '1', new Date(), true, {}]

describe('a record that breaks its contract [M9]', () => {
  const cases = Object.entries(broken).flatMap(([field, values]) =>
    values.map((value) => ({ field, value, record: clientLike({ [field]: value }) })),
  )

  it.each(cases)('is a server fault: $field $value', ({ field, record }) => {
    const verdict = refused(atOnce(verifierOf([], { credentials: () => record }).verify(signedFacts())))
    expect(verdict.error.code).toBe('ERR_HAWK_INVALID_CREDENTIALS')
    expect(verdict.reason).toContain(`"${field}`)
    expect(verdict.error.message).not.toContain(field)
  })

  it.each(brokenOverlap)('is a server fault: previousKey.notAfterMs %s', (notAfterMs) => {
    const record = clientLike({ previousKey: { key: 'old-key', notAfterMs } })
    expect(outcomeWith(record)).toBe('ERR_HAWK_INVALID_CREDENTIALS')
  })

  it.each(['key', 'approved'] as const)('is a server fault without %s', (field) => {
    expect(outcomeWith(clientWithout(field))).toBe('ERR_HAWK_INVALID_CREDENTIALS')
  })

  it.each(['key', 'approved', 'expiresAtMs', 'algorithm', 'id'])(
    'is a refusal where reading %s throws',
    (field) => {
      const record = Object.defineProperty(client(), field, {
        enumerable: true,
        get: () => {
          throw new Error('decryption failed: wrong master key')
        },
      })
      const verifier = createVerifier({ credentials: () => record, clock: () => NOW_MS })
      const verdict = refused(atOnce(verifier.verify(signedFacts())))
      expect(verdict.error.status).toBeGreaterThanOrEqual(500)
    },
  )

  it('never shows the key that is broken', () => {
    const record = clientLike({ algorithm: 'a-secret-that-slipped' })
    const { reason, error } = refused(
      atOnce(verifierOf([], { credentials: () => record }).verify(signedFacts())),
    )
    expect(`${reason} ${error.message}`).not.toContain('slipped')
  })
})
