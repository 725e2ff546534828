import { splitRequestTarget } from '@hawk-auth/core/protocol'
import { describe, expect, it } from 'vitest'

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
