import { hashPayload } from '@hawk-auth/core'
import type { Accepted, HawkAlgorithm, RequestToSign } from '@hawk-auth/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { accepted, atOnce, outcome } from '../support/verdicts.js'

function admit(sign: Partial<RequestToSign>): Accepted<Client> {
  const record = client({ algorithm: sign.credentials?.algorithm })
  return accepted(atOnce(verifierOf([record]).verify(signedFacts(sign, { payload: undefined }))))
}

/** What checking a body in these chunks comes to: nothing, or the code of the refusal. */
function check(verdict: Accepted<Client>, chunks: readonly (Uint8Array | string)[], contentType?: string): string | null {
  const payloadCheck = verdict.payloadCheck(contentType)
  for (const chunk of chunks) payloadCheck.update(chunk)
  return payloadCheck.finish()?.code ?? null
}

const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  // Around the bounds within which a body is hashed in one piece.
  fc.integer({ min: 0, max: 9000 }).map((length) => new Uint8Array(length).fill(0x61)),
)
const algorithms = fc.constantFrom<HawkAlgorithm>('sha256', 'sha384', 'sha512')

function cut(body: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [0, ...places.map((place) => place % (body.length + 1)).sort((a, b) => a - b), body.length]
  return cuts.slice(1).map((end, index) => body.subarray(cuts[index], end))
}

describe('a body', () => {
  it('is the same in any chunks, empty ones too', () => {
    fc.assert(
      fc.property(bodies, fc.array(fc.nat(), { maxLength: 6 }), algorithms, (payload, places, algorithm) => {
        const verdict = admit({ payload, contentType: 'text/plain', credentials: client({ algorithm }) })
        expect(check(verdict, cut(payload, places), 'text/plain')).toBeNull()
        expect(verdict.artifacts.payloadVerified).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('is refused where one byte of any chunk differs', () => {
    const changes = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }))
    fc.assert(
      fc.property(bodies, fc.array(fc.nat(), { maxLength: 6 }), changes, (payload, places, [place, flip]) => {
        fc.pre(payload.length > 0)
        const forged = Uint8Array.from(payload)
        forged[place % forged.length] = (forged[place % forged.length] ?? 0) ^ flip
        const verdict = admit({ payload })
        expect(check(verdict, cut(forged, places))).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
        expect(verdict.artifacts.payloadVerified).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it('is refused where a byte is missing or too many', () => {
    const payload = Buffer.from('body')
    for (const forged of [payload.subarray(1), payload.subarray(0, 3), Buffer.from('body\n'), Buffer.from('\0body')]) {
      expect(check(admit({ payload }), [forged])).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
    }
  })

  it('is copied as it comes: a buffer that is used again changes nothing', () => {
    const verdict = admit({ payload: 'firstother' })
    const buffer = Buffer.from('first')
    const payloadCheck = verdict.payloadCheck(undefined)
    payloadCheck.update(buffer)
    buffer.write('other')
    payloadCheck.update(buffer)
    buffer.fill(0)
    expect(payloadCheck.finish()).toBeNull()
  })

  it('may be text, as UTF-8, mixed with bytes', () => {
    const verdict = admit({ payload: 'Grüße, 世界 🌍' })
    expect(check(verdict, ['Grüße, ', Buffer.from('世'), '界 ', '🌍'])).toBeNull()
  })

  it('may be cut within a character where it is bytes', () => {
    const bytes = Buffer.from('🌍é')
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte))
    expect(check(admit({ payload: '🌍é' }), single)).toBeNull()
  })
})

describe('a content type', () => {
  it.each([
    ['text/plain', 'text/plain; charset=utf-8'],
    ['Text/Plain', 'text/plain'],
    ['text/plain', '  TEXT/plain ;x=y'],
  ])('signed as %j and received as %j is the same', (signed, received) => {
    expect(check(admit({ payload: 'x', contentType: signed }), ['x'], received)).toBeNull()
  })

  it.each([
    ['text/plain', 'application/json'],
    ['text/plain', undefined],
    [undefined, 'text/plain'],
    ['text/plain', 'text/plain, x'],
  ])('signed as %j and received as %j is another', (contentType, received) => {
    expect(check(admit({ payload: 'x', contentType }), ['x'], received)).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
  })
})

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
    expect(outcome(atOnce(verifierOf().verify(signedFacts({}, { payload: 'x' }))))).toBe('ERR_HAWK_MISSING_PAYLOAD_HASH')
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

  it.each(['A', 'A'.repeat(43), `${'A'.repeat(43)}=`, 'A'.repeat(200)])('is not to be had with the hash %j', (hash) => {
    expect(check(admit({ hash }), ['x'])).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
  })

  it('is not to be had with another spelling of the hash', () => {
    const hash = hashPayload('sha256', 'x', undefined)
    const spellings = [hash.replace(/=+$/, ''), hash.replaceAll('+', '-').replaceAll('/', '_').replace('=', ''), `${hash} `]
    for (const spelling of spellings) expect(check(admit({ hash: spelling }), ['x'])).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
  })
})
