import {
  decodeBewit,
  encodeBewit,
  Malformed,
  MAX_BEWIT_TARGET_LENGTH,
  takeBewit,
} from '@hawk-auth/core/protocol'
import { describe, expect, it } from 'vitest'

describe('a target with a bewit', () => {
  it.each([
    ['/a?bewit=X', '/a', 'X'],
    ['/a?b=1&bewit=X', '/a?b=1', 'X'],
    ['/a?bewit=X&b=1', '/a?b=1', 'X'],
    ['/a?b=1&bewit=X&c=2', '/a?b=1&c=2', 'X'],
    ['/a?b&&bewit=X&&c', '/a?b&&&c', 'X'],
    ['/a?bewit=X&&', '/a?&', 'X'],
    ['/?bewit=X', '/', 'X'],
    ['/a?bewits=1&bewit=X', '/a?bewits=1', 'X'],
    ['/a?Bewit=1&bewit=X', '/a?Bewit=1', 'X'],
    ['/a?b=bewit=1&bewit=X', '/a?b=bewit=1', 'X'],
    ['/bewit=1?bewit=X', '/bewit=1', 'X'],
    ['/a&bewit=1?bewit=X', '/a&bewit=1', 'X'],
    ['/a?bewit=X=Y', '/a', 'X=Y'],
  ])('%s is split', (target, signed, bewit) => {
    expect(takeBewit(target)).toEqual({ target: signed, bewit })
  })

  it.each([
    '/a',
    '/a?b=1',
    '/bewit=X',
    '/files/a&bewit=X',
    '/a?b%65wit=X',
    '/a?bewit%3DX',
    '/a?xbewit=X',
    '',
    '*',
  ])('%s holds none', (target) => {
    expect(takeBewit(target)).toBe('absent')
  })

  it.each([
    ['/a?bewit=', 'Empty bewit'],
    ['/a?bewit', 'Empty bewit'],
    ['/a?bewit=X&bewit=Y', 'Multiple bewits'],
    ['/a?bewit=X&b=1&bewit=X', 'Multiple bewits'],
    ['/a?bewit&bewit=X', 'Multiple bewits'],
    ['/a?bewit=X&', 'Invalid bewit structure'],
    [`/a?bewit=X&b=${'1'.repeat(4096)}`, 'Resource path exceeds max length'],
  ])('%.30s is malformed', (target, message) => {
    expect(takeBewit(target)).toEqual(new Malformed(message))
  })

  it('may have 4096 characters and no more', () => {
    const target = '/a?bewit=X&b='.padEnd(MAX_BEWIT_TARGET_LENGTH, '1')
    expect(MAX_BEWIT_TARGET_LENGTH).toBe(4096)
    expect(takeBewit(target)).toMatchObject({ bewit: 'X' })
    expect(takeBewit(`${target}1`)).toBeInstanceOf(Malformed)
  })
})

describe('a bewit', () => {
  const encode = (text: string): string => Buffer.from(text, 'latin1').toString('base64url')

  it.each([
    ['1\\2\\m\\', { id: '1', exp: '2', mac: 'm', ext: undefined }],
    ['1\\2\\m\\ext data', { id: '1', exp: '2', mac: 'm', ext: 'ext data' }],
    ['1\\0002\\m\\e', { id: '1', exp: '0002', mac: 'm', ext: 'e' }],
  ])('of %j is decoded', (text, fields) => {
    expect(decodeBewit(encode(text))).toEqual(fields)
  })

  it.each([
    ['no field', '', 'Invalid bewit structure'],
    ['three fields', '1\\2\\m', 'Invalid bewit structure'],
    ['five fields', '1\\2\\m\\e\\x', 'Invalid bewit structure'],
    ['no id', '\\2\\m\\e', 'Missing bewit attributes'],
    ['no exp', '1\\\\m\\e', 'Missing bewit attributes'],
    ['no mac', '1\\2\\\\e', 'Missing bewit attributes'],
    ['NUL in the id', '1\0\\2\\m\\e', 'Invalid bewit structure'],
    ['ESC in the id', '\x1b[31m\\2\\m\\e', 'Invalid bewit structure'],
    ['a line feed in the id', '1\n\\2\\m\\e', 'Invalid bewit structure'],
    ['a quote in the id', '1"\\2\\m\\e', 'Invalid bewit structure'],
    ['latin1 in the id', 'é\\2\\m\\e', 'Invalid bewit structure'],
    ['latin1 in ext', '1\\2\\m\\é', 'Invalid bewit structure'],
    ['a line feed in ext', '1\\2\\m\\a\nb', 'Invalid bewit structure'],
    ['a quote in mac', '1\\2\\"\\e', 'Invalid bewit structure'],
    ['exp in letters', '1\\never\\m\\e', 'Invalid bewit structure'],
    ['exp Infinity', '1\\Infinity\\m\\e', 'Invalid bewit structure'],
    ['exp with letters behind it', '1\\123junk\\m\\e', 'Invalid bewit structure'],
    ['exp with a fraction', '1\\1.5\\m\\e', 'Invalid bewit structure'],
    ['exp with a sign', '1\\-1\\m\\e', 'Invalid bewit structure'],
    ['exp of 16 digits', '1\\1000000000000000\\m\\e', 'Invalid bewit structure'],
  ])('with %s is malformed', (_, text, message) => {
    const encoded = encode(text)
    const expected = encoded === '' ? 'Invalid bewit encoding' : message
    expect(decodeBewit(encoded)).toEqual(new Malformed(expected))
  })

  it.each([
    'MVwyXG1c=',
    'MVwyXG1c==',
    'MVwy+G1c',
    'MVwy/G1c',
    'MVwy XG1c',
    'MVwyXG1c\n',
    'MVwyXG1cA',
    'é',
    'A',
  ])('spelt %j is malformed', (bewit) => {
    expect(decodeBewit(bewit)).toEqual(new Malformed('Invalid bewit encoding'))
  })

  it('is encoded as base64url without padding', () => {
    const fields = { id: '123456', exp: '4511484621', mac: 'a+b/c=', ext: '>>>???' }
    expect(encodeBewit(fields)).toBe(encode('123456\\4511484621\\a+b/c=\\>>>???'))
    expect(encodeBewit({ ...fields, ext: undefined })).toBe(encode('123456\\4511484621\\a+b/c=\\'))
    expect(decodeBewit(encodeBewit(fields))).toEqual(fields)
  })
})
