import {
  normalizedContentType,
  normalizedString,
  payloadPrefix,
  PAYLOAD_SUFFIX,
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
    expect(normalizedString('header', { ...REQUEST, ext: 'a\\b\nc\rd\n\\' })).toBe(
      `${HEAD}\na\\\\b\\nc\rd\\n\\\\\n`,
    )
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
