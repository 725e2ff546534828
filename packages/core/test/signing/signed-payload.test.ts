import { hashPayload, signRequest } from '@hawk-auth/core'
import type { RequestToSign } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { NOW_S } from '../support/fake-clock.js'
import { attributeOf } from '../support/requests.js'

const GOOD: RequestToSign = {
  url: 'https://example.com/a',
  credentials: client(),
  timestamp: NOW_S,
  nonce: 'n',
}

describe('the payload of a signed request', () => {
  const hashOf = (changes: Partial<RequestToSign>): string =>
    attributeOf(signRequest({ ...GOOD, ...changes }).authorization, 'hash')

  it('is hashed with its content type and the algorithm of the credentials', () => {
    const credentials = client({ algorithm: 'sha512' })
    expect(hashOf({ payload: 'x', contentType: 'text/plain' })).toBe(hashPayload('sha256', 'x', 'text/plain'))
    expect(hashOf({ payload: 'x', credentials })).toBe(hashPayload('sha512', 'x', undefined))
  })

  it('may be empty, which is not the same as none', () => {
    expect(hashOf({ payload: '' })).toBe(hashPayload('sha256', '', undefined))
    expect(signRequest(GOOD).authorization).not.toContain('hash=')
  })

  it('gives way to a hash that was made elsewhere', () => {
    expect(hashOf({ payload: 'x', hash: 'given' })).toBe('given')
  })
})
