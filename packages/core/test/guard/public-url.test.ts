import { checkGuardOptions } from '@hawk-auth/core/guard'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'

const EXPECTED =
  'hawk: "publicUrl" must be an http or https origin and perhaps a path, such as "https://api.example.com"'

function check(publicUrl: unknown): () => unknown {
  return () => checkGuardOptions('hawk', { credentials: () => client(), publicUrl: publicUrl as string })
}

describe('a publicUrl that cannot be used', () => {
  it.each<[value: unknown, got: string]>([
    ['api.example.com', 'text of 15 characters'],
    ['localhost', '"localhost"'],
    ['ftp://api.example.com', 'text of 21 characters'],
    [['https://api.example.com', 'api.example.org'], 'text of 15 characters'],
    [new URL('https://api.example.com'), 'an object'],
    [null, 'null'],
    [8000, '8000'],
  ])('is told what to write in its place: %s', (publicUrl, got) => {
    expect(check(publicUrl)).toThrow(new TypeError(`${EXPECTED}, got ${got}`))
  })

  it.each([
    'https://ci-bot:secret@api.example.com',
    'https://api.example.com/?a',
    'https://api.example.com/#a',
  ])('is told so where it says more than that: %s', (publicUrl) => {
    expect(check(publicUrl)).toThrow(new TypeError(`${EXPECTED}, without a user, a query or a fragment`))
  })
})
