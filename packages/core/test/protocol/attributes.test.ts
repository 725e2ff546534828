import { formatHawkHeader, isAttributeValue, isTimestamp } from '@hawk-auth/core/protocol'
import { describe, expect, it } from 'vitest'

describe('a header that is written', () => {
  it('has its attributes in the order of the reference', () => {
    const attributes = { dlg: '8', app: '7', mac: '6', ext: '5', hash: '4', nonce: '3', ts: '2', id: '1' }
    expect(formatHawkHeader(attributes)).toBe(
      'Hawk id="1", ts="2", nonce="3", hash="4", ext="5", mac="6", app="7", dlg="8"',
    )
  })

  it('of a challenge has ts, tsm, error', () => {
    expect(formatHawkHeader({ error: 'Stale timestamp', tsm: 'm', ts: '1' })).toBe(
      'Hawk ts="1", tsm="m", error="Stale timestamp"',
    )
  })

  it('leaves out what is absent', () => {
    expect(formatHawkHeader({ id: '1', ext: undefined })).toBe('Hawk id="1"')
    expect(formatHawkHeader({})).toBe('Hawk')
  })

  it.each(['', 'a"b', 'a\\b', 'a\nb', 'é', '\0', '1", mac="2'])(
    'refuses the value %j, and never shows it',
    (value) => {
      const write = (): string => formatHawkHeader({ id: value })
      expect(write).toThrow(TypeError)
      expect(write).toThrow(/^"id" must be printable ASCII text, not empty, without quotes and backslashes$/)
    },
  )
})

describe('the alphabet of an attribute', () => {
  it('is printable ASCII without quote and backslash', () => {
    const allowed = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
      isAttributeValue,
    )
    const printable = Array.from({ length: 0x5f }, (_, index) => String.fromCharCode(0x20 + index))
    expect(allowed).toEqual(printable.filter((character) => !'"\\'.includes(character)))
  })

  it.each([undefined, null, 1, true, {}, ['a'], new String('a'), ''])('does not take %j', (value) => {
    expect(isAttributeValue(value)).toBe(false)
  })
})

describe('a timestamp', () => {
  it.each(['0', '1', '0001', '1795392000', '999999999999999'])('may be %s', (value) => {
    expect(isTimestamp(value)).toBe(true)
  })

  it.each([
    '',
    '-1',
    '+1',
    '1.5',
    '1e3',
    '0x10',
    ' 1',
    '1 ',
    '1\n',
    'abc',
    'NaN',
    'Infinity',
    '١',
    '1000000000000000',
    1795392000,
  ])('may not be %j', (value) => {
    expect(isTimestamp(value)).toBe(false)
  })
})
