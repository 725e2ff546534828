import { createVerifier } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client, clientLike, clientWithout } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, outcome, refused } from '../support/verdicts.js'

function outcomeWith(record: Client, nowMs = NOW_MS): string {
  const verifier = createVerifier({ credentials: () => record, clock: () => nowMs })
  return outcome(atOnce(verifier.verify(signedFacts({ timestamp: Math.floor(nowMs / 1000) }))))
}

/** Every value here breaks its field; the request itself is sound. */
const broken: Record<string, readonly unknown[]> = {
  key: [undefined, null, '', new Uint8Array(0), 7, true, {}, ['a'], [1, 2], new ArrayBuffer(8), Symbol('k')],
  algorithm: [null, '', 'SHA256', 'sha-256', 'sha1', 'md5', 'none', 'toString', '__proto__', 256, true, ['sha256'], {}],
  approved: [undefined, null, 1, 0, 'true', 'false', '', 'yes', {}, [], [true], new Boolean(true)],
  expiresAtMs: [NaN, Infinity, -Infinity, '', '2099-01-01', String(NOW_MS + 1), new Date(NOW_MS + 1), true, false, {}, [], 1n],
  previousKey: [true, false, 0, 7, '', 'old-key', [], {}, { key: '', notAfterMs: 1 }, { key: 7, notAfterMs: 1 }],
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

  it.each(['key', 'approved', 'expiresAtMs', 'algorithm', 'id'])('is a refusal where reading %s throws', (field) => {
    const record = Object.defineProperty(client(), field, {
      enumerable: true,
      get: () => {
        throw new Error('decryption failed: wrong master key')
      },
    })
    const verifier = createVerifier({ credentials: () => record, clock: () => NOW_MS })
    const verdict = refused(atOnce(verifier.verify(signedFacts())))
    expect(verdict.error.status).toBeGreaterThanOrEqual(500)
  })

  it('never shows the key that is broken', () => {
    const record = clientLike({ algorithm: 'a-secret-that-slipped' })
    const { reason, error } = refused(atOnce(verifierOf([], { credentials: () => record }).verify(signedFacts())))
    expect(`${reason} ${error.message}`).not.toContain('slipped')
  })
})

describe('approval', () => {
  it('is exactly true', () => {
    expect(outcomeWith(client({ approved: true }))).toBe('accepted')
    expect(outcomeWith(client({ approved: false }))).toBe('ERR_HAWK_NOT_APPROVED')
  })

  it.each([0, 1, null, '', 'false', 'no', NaN, {}, []])('is undone by suspended %j, as databases write it [M9]', (suspended) => {
    expect(outcomeWith(clientLike({ suspended }))).toBe('ERR_HAWK_SUSPENDED')
  })

  it('is left by suspended false and undefined', () => {
    expect(outcomeWith(clientLike({ suspended: false }))).toBe('accepted')
    expect(outcomeWith(clientLike({ suspended: undefined }))).toBe('accepted')
  })

  it('is told to nobody without the key: another MAC is a bad MAC [N1]', () => {
    const facts = signedFacts({ credentials: client({ key: 'another-key' }) })
    for (const record of [client({ approved: false }), client({ suspended: true }), client({ expiresAtMs: 1e12 })]) {
      const verifier = createVerifier({ credentials: () => record, clock: () => NOW_MS })
      expect(outcome(atOnce(verifier.verify(facts)))).toBe('ERR_HAWK_BAD_MAC')
    }
  })

  it('is told to nobody with an old capture: it is stale [N1]', () => {
    const facts = signedFacts({ timestamp: NOW_S - 61 })
    const verifier = createVerifier({ credentials: () => client({ approved: false }), clock: () => NOW_MS })
    expect(outcome(atOnce(verifier.verify(facts)))).toBe('ERR_HAWK_STALE_TIMESTAMP')
  })
})

describe('an end', () => {
  it.each([
    [NOW_MS + 1, 'accepted'],
    [NOW_MS, 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    [NOW_MS - 1, 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    [0, 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    [-1, 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    [NOW_MS + 0.5, 'accepted'],
    [Number.MAX_VALUE, 'accepted'],
  ])('at %d is exclusive: %s', (expiresAtMs, expected) => {
    expect(outcomeWith(client({ expiresAtMs }))).toBe(expected)
  })

  it('that was given in seconds has long passed, and admits nobody [M9]', () => {
    expect(outcomeWith(client({ expiresAtMs: NOW_S + 3600 }))).toBe('ERR_HAWK_EXPIRED_CREDENTIALS')
  })

  it.each([null, undefined])('that is %s is none', (expiresAtMs) => {
    expect(outcomeWith(client({ expiresAtMs }))).toBe('accepted')
  })
})

describe('app and dlg of a record [S17]', () => {
  type Claims = Pick<HawkCredentials, 'app' | 'dlg'>
  it.each<[Claims, { app?: string; dlg?: string }, string]>([
    [{ app: 'a' }, { app: 'a' }, 'accepted'],
    [{ app: 'a' }, { app: 'a', dlg: 'd' }, 'accepted'],
    [{ app: 'a' }, {}, 'ERR_HAWK_BAD_MAC'],
    [{ app: 'a' }, { app: 'b' }, 'ERR_HAWK_BAD_MAC'],
    [{ app: 'a' }, { app: 'A' }, 'ERR_HAWK_BAD_MAC'],
    [{ app: '' }, { app: 'a' }, 'ERR_HAWK_BAD_MAC'],
    [{ app: '' }, {}, 'ERR_HAWK_BAD_MAC'],
    [{ app: 'a', dlg: 'd' }, { app: 'a', dlg: 'd' }, 'accepted'],
    [{ app: 'a', dlg: 'd' }, { app: 'a' }, 'ERR_HAWK_BAD_MAC'],
    [{ dlg: 'd' }, { app: 'a', dlg: 'd' }, 'accepted'],
    [{ dlg: 'd' }, { app: 'a', dlg: 'e' }, 'ERR_HAWK_BAD_MAC'],
    [{ app: null, dlg: null }, { app: 'a', dlg: 'd' }, 'accepted'],
    [{ app: null, dlg: undefined }, {}, 'accepted'],
  ])('%j allow %j: %s', (record, claims, expected) => {
    expect(outcome(atOnce(verifierOf([client(record)]).verify(signedFacts(claims))))).toBe(expected)
  })

  it.each([5, true, {}, ['a']])('that are no text (%j) admit nobody', (app) => {
    const verifier = verifierOf([], { credentials: () => clientLike({ app }) })
    expect(atOnce(verifier.verify(signedFacts({ app: 'a' }))).ok).toBe(false)
  })

  it('are answered like a bad MAC with the previous key too', () => {
    const record = client({ key: 'new', app: 'a', previousKey: { key: client().key, notAfterMs: NOW_MS } })
    expect(outcome(atOnce(verifierOf([record]).verify(signedFacts({ app: 'b' }))))).toBe('ERR_HAWK_BAD_MAC')
    expect(outcome(atOnce(verifierOf([record]).verify(signedFacts({ app: 'a' }))))).toBe('accepted')
  })
})

describe('an algorithm', () => {
  it.each(['sha256', 'sha384', 'sha512'] as const)('%s is taken unless told otherwise', (algorithm) => {
    const record = client({ algorithm })
    expect(outcome(atOnce(verifierOf([record]).verify(signedFacts({ credentials: record }))))).toBe('accepted')
  })

  it('sha1 is a server fault unless it is listed [S2]', () => {
    const record = client({ algorithm: 'sha1' })
    const facts = signedFacts({ credentials: record })
    expect(outcome(atOnce(verifierOf([record]).verify(facts)))).toBe('ERR_HAWK_INVALID_CREDENTIALS')
    expect(outcome(atOnce(verifierOf([record], { algorithms: ['sha256', 'sha1'] }).verify(facts)))).toBe('accepted')
  })

  it('that is not listed is a server fault, the usual one too', () => {
    const verifier = verifierOf([client()], { algorithms: ['sha512'] })
    expect(outcome(atOnce(verifier.verify(signedFacts())))).toBe('ERR_HAWK_INVALID_CREDENTIALS')
  })

  it('comes from the record, never from the sender', () => {
    const facts = signedFacts({ credentials: client({ algorithm: 'sha512' }) })
    expect(outcome(atOnce(verifierOf([client({ algorithm: 'sha384' })]).verify(facts)))).toBe('ERR_HAWK_BAD_MAC')
  })

  it('is sha256 where the record names none, whatever is listed first', () => {
    const verifier = verifierOf([client()], { algorithms: ['sha512', 'sha256'] })
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials: client({ algorithm: 'sha256' }) }))))).toBe('accepted')
  })
})
