import {
  Malformed,
  MAX_HEADER_LENGTH,
  parseAuthorization,
  parseChallenge,
  parseServerAuthorization,
} from '@hawk-auth/core/protocol'
import type { HeaderReading } from '@hawk-auth/core/protocol'
import { describe, expect, it } from 'vitest'
import { absentHeaders, acceptedHeaders } from './authorization-header-cases.js'
import { malformedHeaders } from './malformed-headers.js'

/** A reading as data: the attributes that are there, `absent`, or what is wrong. */
function plain(reading: HeaderReading): unknown {
  if (reading === 'absent') return 'absent'
  if (reading instanceof Malformed) return { malformed: reading.message }
  return Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined))
}

describe('an Authorization header', () => {
  it('is held against at least 60 cases', () => {
    expect(acceptedHeaders.length + absentHeaders.length + malformedHeaders.length).toBeGreaterThanOrEqual(60)
  })

  it.each(acceptedHeaders)('is read with $name', ({ header, reading }) => {
    expect(plain(parseAuthorization(header))).toEqual(reading)
  })

  it.each(absentHeaders)('is absent where there is $name', ({ header, reading }) => {
    expect(plain(parseAuthorization(header))).toEqual(reading)
  })

  it.each(malformedHeaders)('is malformed with $name', ({ header, reading }) => {
    expect(plain(parseAuthorization(header))).toEqual(reading)
  })

  it('is bounded at the length that is exported', () => {
    expect(MAX_HEADER_LENGTH).toBe(4096)
  })

  it('shows at most the beginning of an unknown name', () => {
    const reading = parseAuthorization(`Hawk ${'x'.repeat(3000)}="1"`)
    expect(reading).toBeInstanceOf(Malformed)
    expect(JSON.stringify(plain(reading)).length).toBeLessThan(80)
  })
})

describe('a Server-Authorization header', () => {
  it.each([
    ['mac, hash and ext', 'Hawk mac="m", hash="h", ext="e"', { mac: 'm', hash: 'h', ext: 'e' }],
    ['mac alone', 'Hawk mac="m"', { mac: 'm' }],
    ['no header', undefined, 'absent'],
    ['another scheme', 'Bearer x', 'absent'],
    ['the scheme alone', 'Hawk', { malformed: 'Invalid header syntax' }],
    ['an attribute of a request', 'Hawk mac="m", id="1"', { malformed: 'Unknown attribute: id' }],
    ['an attribute of a challenge', 'Hawk mac="m", tsm="1"', { malformed: 'Unknown attribute: tsm' }],
  ])('with %s', (_, header, reading) => {
    expect(plain(parseServerAuthorization(header))).toEqual(reading)
  })
})

describe('a challenge', () => {
  it.each([
    [
      'ts, tsm and error',
      'Hawk ts="1", tsm="m", error="Stale timestamp"',
      { ts: '1', tsm: 'm', error: 'Stale timestamp' },
    ],
    ['the scheme alone', 'Hawk', {}],
    ['the scheme alone in another case', 'HAWK', {}],
    ['no header', undefined, 'absent'],
    ['another scheme', 'Basic realm="x"', 'absent'],
    ['a second challenge', 'Hawk error="a", Basic realm="x"', { malformed: 'Bad header format' }],
    ['an attribute of a request', 'Hawk mac="m"', { malformed: 'Unknown attribute: mac' }],
  ])('with %s', (_, header, reading) => {
    expect(plain(parseChallenge(header))).toEqual(reading)
  })
})
