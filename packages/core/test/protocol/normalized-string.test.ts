import {
  formatHawkHeader,
  isAttributeValue,
  isTimestamp,
  normalizedContentType,
  normalizedString,
  payloadPrefix,
  PAYLOAD_SUFFIX,
  splitRequestTarget,
  timestampString,
} from '@hawk-auth/core/protocol'
import { describe, expect, it } from 'vitest'

const REQUEST = {
  ts: '1353832234',
  nonce: 'j4h3g2',
  method: 'GET',
  target: '/resource/1?b=1&a=2',
  host: 'example.com',
  port: 8000,
}
const HEAD = 'hawk.1.header\n1353832234\nj4h3g2\nGET\n/resource/1?b=1&a=2\nexample.com\n8000\n'

describe('the normalised string', () => {
  it('ends every field with a line feed, absent ones too', () => {
    expect(normalizedString('header', REQUEST)).toBe(`${HEAD}\n\n`)
  })

  it.each(['header', 'response', 'bewit', 'message'] as const)('begins with its kind: %s', (type) => {
    expect(normalizedString(type, REQUEST)).toBe(`${HEAD.replace('hawk.1.header', `hawk.1.${type}`)}\n\n`)
  })

  it('has the method in upper case and the host in lower case', () => {
    expect(normalizedString('header', { ...REQUEST, method: 'get', host: 'Example.COM' })).toBe(`${HEAD}\n\n`)
  })

  it('has hash and ext on their lines', () => {
    expect(normalizedString('header', { ...REQUEST, hash: 'h=', ext: 'e' })).toBe(`${HEAD}h=\ne\n`)
  })

  it('escapes backslashes and line feeds of ext, and leaves carriage returns', () => {
    expect(normalizedString('header', { ...REQUEST, ext: 'a\\b\nc\rd\n\\' })).toBe(`${HEAD}\na\\\\b\\nc\rd\\n\\\\\n`)
  })

  it('has two more lines where there is an app', () => {
    expect(normalizedString('header', { ...REQUEST, app: 'a' })).toBe(`${HEAD}\n\na\n\n`)
    expect(normalizedString('header', { ...REQUEST, app: 'a', dlg: 'd' })).toBe(`${HEAD}\n\na\nd\n`)
  })

  it('leaves dlg out where there is no app', () => {
    expect(normalizedString('header', { ...REQUEST, dlg: 'd' })).toBe(`${HEAD}\n\n`)
    expect(normalizedString('header', { ...REQUEST, app: '', dlg: 'd' })).toBe(`${HEAD}\n\n`)
  })

  it('takes ts and target as they were sent', () => {
    const fields = { ...REQUEST, ts: '0001', target: '/a/../b?x=%C3%A9&&' }
    expect(normalizedString('header', fields)).toBe(
      'hawk.1.header\n0001\nj4h3g2\nGET\n/a/../b?x=%C3%A9&&\nexample.com\n8000\n\n\n',
    )
  })

  it('of a timestamp is two lines', () => {
    expect(timestampString('1353832234')).toBe('hawk.1.ts\n1353832234\n')
  })

  it('of a payload has its content type before it and a line feed behind it', () => {
    expect(payloadPrefix('Text/Plain; charset=utf-8')).toBe('hawk.1.payload\ntext/plain\n')
    expect(payloadPrefix(undefined)).toBe('hawk.1.payload\n\n')
    expect(PAYLOAD_SUFFIX).toBe('\n')
  })
})

describe('a content type', () => {
  it.each([
    [undefined, ''],
    ['', ''],
    ['text/plain', 'text/plain'],
    ['TEXT/Plain', 'text/plain'],
    ['  text/plain  ', 'text/plain'],
    ['text/plain;charset=utf-8', 'text/plain'],
    ['text/plain ; charset=utf-8', 'text/plain'],
    ['text/plain; charset="a;b"', 'text/plain'],
    [';charset=utf-8', ''],
    ['a/b,c/d', 'a/b,c/d'],
  ])('%j is hashed as %j', (contentType, normalized) => {
    expect(normalizedContentType(contentType)).toBe(normalized)
  })
})

describe('a request target', () => {
  it.each([
    ['/a?b=1', '/a?b=1', undefined],
    ['//x/y', '//x/y', undefined],
    ['/http://other.example/', '/http://other.example/', undefined],
    ['*', '*', undefined],
    ['http://example.com/a?b', '/a?b', 'example.com'],
    ['https://example.com:8443/a', '/a', 'example.com:8443'],
    ['HTTP://Example.com/A', '/A', 'Example.com'],
    ['http://example.com', '/', 'example.com'],
    ['http://example.com?x=1', '/?x=1', 'example.com'],
    ['http://user@example.com/a', '/a', 'user@example.com'],
    ['http://[::1]:80/a', '/a', '[::1]:80'],
    ['http:///a', '/a', ''],
    ['ftp://example.com/a', 'ftp://example.com/a', undefined],
    ['example.com:443', 'example.com:443', undefined],
    ['', '', undefined],
  ])('%j is %j, with the authority %j', (raw, target, authority) => {
    expect(splitRequestTarget(raw)).toEqual({ target, authority })
  })
})

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

  it.each(['', 'a"b', 'a\\b', 'a\nb', 'é', '\0', '1", mac="2'])('refuses the value %j, and never shows it', (value) => {
    const write = (): string => formatHawkHeader({ id: value })
    expect(write).toThrow(TypeError)
    expect(write).toThrow(/^"id" must be printable ASCII text, not empty, without quotes and backslashes$/)
  })
})

describe('the alphabet of an attribute', () => {
  it('is printable ASCII without quote and backslash', () => {
    const allowed = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(isAttributeValue)
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

  it.each(['', '-1', '+1', '1.5', '1e3', '0x10', ' 1', '1 ', '1\n', 'abc', 'NaN', 'Infinity', '١', '1000000000000000', 1795392000])(
    'may not be %j',
    (value) => {
      expect(isTimestamp(value)).toBe(false)
    },
  )
})
