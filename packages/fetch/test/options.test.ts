import { createMemoryNonceStore, createVerifier, hawk } from '@hawk-auth/fetch'
import type { NonceStore } from '@hawk-auth/fetch'
import { describe, expect, test } from 'vitest'
import { options } from './support/clients.js'

const { credentials } = options()
const nonces = createMemoryNonceStore()
const sharedNonces: NonceStore = { claim: () => 'admitted' }

describe('hawk', () => {
  test.each([
    ['no replay cache', { credentials }, /"nonces" must be given.*createMemoryNonceStore\(\)/],
    [
      'no replay cache, even where one process is enough',
      { credentials, allowProcessNonces: true },
      /"nonces"/,
    ],
    ['a replay cache for one process', { credentials, nonces }, /"allowProcessNonces: true"/],
    [
      'a verifier whose replay cache is for one process',
      { verifier: createVerifier({ credentials }) },
      /"allowProcessNonces: true"/,
    ],
    ['allowProcessNonces: 1', { credentials, nonces, allowProcessNonces: 1 }, /"allowProcessNonces"/],
    ['a target that is no function', { credentials, nonces: sharedNonces, target: '/' }, /"target"/],
    ['an option that nobody knows', { credentials, nonces: sharedNonces, requierd: false }, /requierd/],
    ['no credentials', { nonces: sharedNonces }, /"credentials"/],
    ['no options', undefined, /"nonces"/],
    ['a publicUrl that is no URL', { credentials, nonces: sharedNonces, publicUrl: 'api' }, /"publicUrl"/],
    [
      'a verifier beside its options',
      { verifier: createVerifier({ credentials, nonces: sharedNonces }), nonces: sharedNonces },
      /exclude/,
    ],
  ])('refuses %s at once', (_, wrong, message) => {
    expect(() => hawk(wrong as never)).toThrow(TypeError)
    expect(() => hawk(wrong as never)).toThrow(message)
  })

  test('takes a replay cache that instances share, by itself or in a verifier', () => {
    expect(() => hawk({ credentials, nonces: sharedNonces })).not.toThrow()
    const verifier = createVerifier({ credentials, nonces: sharedNonces })
    expect(() => hawk({ verifier })).not.toThrow()
  })

  test('takes one for a single process where it is told so', () => {
    expect(() => hawk({ credentials, nonces, allowProcessNonces: true })).not.toThrow()
    const verifier = createVerifier({ credentials })
    expect(() => hawk({ verifier, allowProcessNonces: true })).not.toThrow()
  })
})
