import type { HawkAlgorithm } from '@hawk-auth/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { admit, check } from '../support/payload-checks.js'

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
    for (const forged of [
      payload.subarray(1),
      payload.subarray(0, 3),
      Buffer.from('body\n'),
      Buffer.from('\0body'),
    ]) {
      expect(check(admit({ payload }), [forged])).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
    }
  })

  it('is taken as it comes: a buffer that is used again for the next chunk changes nothing', () => {
    const read = admit({ payload: 'firstother' })
    const honest = read.payloadCheck(undefined)
    const buffer = Buffer.from('first')
    honest.update(buffer)
    buffer.write('other')
    honest.update(buffer)
    buffer.fill(0)
    expect(honest.finish()).toBeNull()

    // The reader has acted upon `first`, which nobody signed; its buffer holds only `other` when the check goes on.
    const forged = admit({ payload: 'otherother' }).payloadCheck(undefined)
    buffer.write('first')
    forged.update(buffer)
    buffer.write('other')
    forged.update(buffer)
    expect(forged.finish()?.code).toBe('ERR_HAWK_BAD_PAYLOAD_HASH')
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
