import { hashPayload } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { accepted, atOnce, outcome } from '../support/verdicts.js'
import { admit, check } from '../support/payload-checks.js'

describe('no body', () => {
  it('needs no hash', () => {
    const verdict = admit({})
    expect(check(verdict, [])).toBeNull()
    expect(check(verdict, [''])).toBeNull()
    expect(check(verdict, [new Uint8Array(0)])).toBeNull()
    expect(verdict.artifacts.payloadVerified).toBe(false)
  })

  it('may carry the hash of the empty body', () => {
    const verdict = admit({ payload: '' })
    expect(verdict.artifacts.hash).toBe(hashPayload('sha256', '', undefined))
    expect(check(verdict, [])).toBeNull()
    expect(verdict.artifacts.payloadVerified).toBe(true)
  })

  it('is refused where a body was signed', () => {
    expect(check(admit({ payload: 'x' }), [])).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
  })

  it('that was signed as empty is refused with a body', () => {
    expect(check(admit({ payload: '' }), ['x'])).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
  })
})

describe('a body without a hash', () => {
  it('is refused where it is checked', () => {
    const verdict = admit({})
    expect(check(verdict, ['x'])).toBe('ERR_HAWK_MISSING_PAYLOAD_HASH')
    expect(verdict.artifacts.payloadVerified).toBe(false)
  })

  it('is refused by verify where it is at hand', () => {
    expect(outcome(atOnce(verifierOf().verify(signedFacts({}, { payload: 'x' }))))).toBe(
      'ERR_HAWK_MISSING_PAYLOAD_HASH',
    )
    expect(outcome(atOnce(verifierOf().verify(signedFacts({}, { payload: '' }))))).toBe('accepted')
  })
})

describe('payloadVerified [S18]', () => {
  it('is true only where the body was held against its hash', () => {
    const facts = signedFacts({ payload: 'x' })
    expect(accepted(atOnce(verifierOf().verify(facts))).artifacts.payloadVerified).toBe(true)
    expect(admit({ payload: 'x' }).artifacts.payloadVerified).toBe(false)
  })

  it('stays false until the check ends well', () => {
    const verdict = admit({ payload: 'x' })
    const payloadCheck = verdict.payloadCheck(undefined)
    payloadCheck.update('x')
    expect(verdict.artifacts.payloadVerified).toBe(false)
    payloadCheck.finish()
    expect(verdict.artifacts.payloadVerified).toBe(true)
  })

  it.each(['A', 'A'.repeat(43), `${'A'.repeat(43)}=`, 'A'.repeat(200)])(
    'is not to be had with the hash %j',
    (hash) => {
      expect(check(admit({ hash }), ['x'])).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
    },
  )

  it('is not to be had with another spelling of the hash', () => {
    const hash = hashPayload('sha256', 'x', undefined)
    const spellings = [
      hash.replace(/=+$/, ''),
      hash.replaceAll('+', '-').replaceAll('/', '_').replace('=', ''),
      `${hash} `,
    ]
    for (const spelling of spellings)
      expect(check(admit({ hash: spelling }), ['x'])).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
  })
})
