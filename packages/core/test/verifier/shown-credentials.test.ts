import { createVerifier } from '@hawk-auth/core'
import type { WithoutKeys } from '@hawk-auth/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { client, KEY } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { attributeOf, signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { accepted, atOnce } from '../support/verdicts.js'

describe('the credentials of a verdict [S3]', () => {
  it('are the record without its keys', () => {
    const record = client({
      previousKey: { key: 'old', notAfterMs: NOW_MS },
      expiresAtMs: NOW_MS + 1,
      app: null,
    })
    const { credentials } = accepted(atOnce(verifierOf([record]).verify(signedFacts())))
    expect(credentials).toEqual({
      id: 'ci-bot',
      approved: true,
      name: 'CI',
      expiresAtMs: NOW_MS + 1,
      app: null,
    })
    expectTypeOf(credentials).toEqualTypeOf<WithoutKeys<Client>>()
    expect(Reflect.ownKeys(credentials)).not.toContain('key')
    expect(Reflect.ownKeys(credentials)).not.toContain('previousKey')
  })

  it('are frozen, and leave the record as it is', () => {
    const record = client()
    const { credentials } = accepted(atOnce(verifierOf([record]).verify(signedFacts())))
    expect(Object.isFrozen(credentials)).toBe(true)
    expect(Object.isFrozen(record)).toBe(false)
    expect(record.key).toBe(KEY)
  })

  it('are one copy for one record, so that they can be compared', () => {
    const verifier = verifierOf()
    const first = accepted(atOnce(verifier.verify(signedFacts())))
    const second = accepted(atOnce(verifier.verify(signedFacts())))
    expect(second.credentials).toBe(first.credentials)
  })

  it.each<[string, (record: Client & { extra?: number }) => void]>([
    ['a field that changes', (record) => (record.name = 'renamed')],
    ['a field that comes', (record) => (record.extra = 1)],
    ['a field that goes', (record) => delete (record as Partial<Client>).name],
    [
      'a field that becomes undefined',
      (record) => ((record as { name?: string | undefined }).name = undefined),
    ],
  ])('follow a record that is changed in place: %s', (_, change) => {
    const record: Client & { extra?: number } = client()
    const verifier = createVerifier({ credentials: () => record, clock: () => NOW_MS })
    const before = accepted(atOnce(verifier.verify(signedFacts()))).credentials
    const asBefore = { ...before }
    change(record)
    const after = accepted(atOnce(verifier.verify(signedFacts()))).credentials
    const { key, ...expected } = record
    expect(key).toBe(KEY)
    expect(after).toStrictEqual(expected)
    expect(before).toStrictEqual(asBefore)
  })

  it('take a field called __proto__ for what it is: data', () => {
    const record = JSON.parse(
      JSON.stringify(client()).replace('{', '{"__proto__":{"isAdmin":true},'),
    ) as Client
    const { credentials } = accepted(atOnce(verifierOf([record]).verify(signedFacts())))
    expect((credentials as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })
})

describe('the artifacts of a verdict', () => {
  it('are what was signed, as it was sent, without the MAC', () => {
    const sign = {
      url: 'https://Example.com/a?b=%C3%A9',
      method: 'PUT',
      nonce: 'n',
      ext: 'e',
      app: 'a',
      dlg: 'd',
      payload: 'x',
    }
    const facts = signedFacts(sign, { payload: undefined, method: 'put', host: 'EXAMPLE.com' })
    const { artifacts } = accepted(atOnce(verifierOf().verify(facts)))
    expect(artifacts).toEqual({
      type: 'header',
      id: 'ci-bot',
      ts: String(NOW_S),
      nonce: 'n',
      method: 'put',
      target: '/a?b=%C3%A9',
      host: 'EXAMPLE.com',
      port: 443,
      hash: attributeOf(facts.authorization, 'hash'),
      ext: 'e',
      app: 'a',
      dlg: 'd',
      payloadVerified: false,
    })
  })
})
