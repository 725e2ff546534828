import { createVerifier } from '@hawk-auth/core'
import type { WithoutKeys } from '@hawk-auth/core'
import { inspect } from 'node:util'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { client, KEY } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { attributeOf, signedFacts, withBadMac } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { accepted, atOnce, refused } from '../support/verdicts.js'

describe('the credentials of a verdict [S3]', () => {
  it('are the record without its keys', () => {
    const record = client({ previousKey: { key: 'old', notAfterMs: NOW_MS }, expiresAtMs: NOW_MS + 1, app: null })
    const { credentials } = accepted(atOnce(verifierOf([record]).verify(signedFacts())))
    expect(credentials).toEqual({ id: 'ci-bot', approved: true, name: 'CI', expiresAtMs: NOW_MS + 1, app: null })
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
    ['a field that becomes undefined', (record) => ((record as { name?: string | undefined }).name = undefined)],
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
    const record = JSON.parse(JSON.stringify(client()).replace('{', '{"__proto__":{"isAdmin":true},')) as Client
    const { credentials } = accepted(atOnce(verifierOf([record]).verify(signedFacts())))
    expect((credentials as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })
})

describe('the artifacts of a verdict', () => {
  it('are what was signed, as it was sent, without the MAC', () => {
    const sign = { url: 'https://Example.com/a?b=%C3%A9', method: 'PUT', nonce: 'n', ext: 'e', app: 'a', dlg: 'd', payload: 'x' }
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

const SECRETS = ['a-text-key-that-is-secret', Buffer.from('6265696e672d62797465732d69732d6e6f2d68656c70', 'hex')]

/** Every way in which a log or an error reporter would look at a thing. */
function looks(thing: unknown): string {
  const spread: unknown = typeof thing === 'object' ? { ...thing } : thing
  const options = { showHidden: true, depth: 10, getters: true, maxStringLength: null, maxArrayLength: null } as const
  return [
    JSON.stringify(thing),
    JSON.stringify(spread),
    inspect(thing, options),
    inspect(spread, options),
    String(thing),
    JSON.stringify(Object.getOwnPropertyDescriptors(thing)),
    thing instanceof Error ? String(thing.stack) : '',
  ].join('\n')
}

describe.each(SECRETS)('a key that is %o', (key) => {
  const record = client({ key, previousKey: { key: 'the-previous-secret', notAfterMs: NOW_MS } })
  const bytes = Buffer.from(key)
  const spellings = [
    bytes.toString('utf8'),
    bytes.toString('base64'),
    bytes.toString('hex'),
    bytes.toString('hex').replace(/..(?!$)/g, '$& '),
    [...bytes].join(','),
    [...bytes].join(', '),
    'the-previous-secret',
  ]

  it('is shown by no verdict, refusal, error, check or verifier, and no MAC is either', () => {
    const verifier = verifierOf([record])
    const facts = signedFacts({ credentials: record, payload: 'x' })
    const acceptedVerdict = accepted(atOnce(verifier.verify(facts)))
    const bad = withBadMac(signedFacts({ credentials: record }))
    const badVerdict = refused(atOnce(verifier.verify(bad)))
    const replayed = refused(atOnce(verifier.verify(facts)))
    const check = acceptedVerdict.payloadCheck(undefined)
    check.update('forged')
    const things = [acceptedVerdict, badVerdict, badVerdict.error, replayed, replayed.error, check, check.finish(), verifier]
    const shown = things.map(looks).join('\n')
    const macs = [facts, bad].map(({ authorization }) => attributeOf(authorization, 'mac'))
    for (const secret of [...spellings, ...macs]) expect(shown).not.toContain(secret)
  })

  it('is shown by no refusal of a stale request', () => {
    const stale = signedFacts({ credentials: record, timestamp: 1 })
    const verdict = refused(atOnce(verifierOf([record]).verify(stale)))
    const shown = looks(verdict) + looks(verdict.error)
    for (const secret of [...spellings, attributeOf(stale.authorization, 'mac')]) expect(shown).not.toContain(secret)
  })
})
