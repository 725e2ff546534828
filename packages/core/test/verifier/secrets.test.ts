import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { NOW_MS } from '../support/fake-clock.js'
import { attributeOf, signedFacts, withBadMac } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { accepted, atOnce, refused } from '../support/verdicts.js'

const SECRETS = [
  'a-text-key-that-is-secret',
  Buffer.from('6265696e672d62797465732d69732d6e6f2d68656c70', 'hex'),
]

/** Every way in which a log or an error reporter would look at a thing. */
function looks(thing: unknown): string {
  const spread: unknown = typeof thing === 'object' ? { ...thing } : thing
  const options = {
    showHidden: true,
    depth: 10,
    getters: true,
    maxStringLength: null,
    maxArrayLength: null,
  } as const
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
    const things = [
      acceptedVerdict,
      badVerdict,
      badVerdict.error,
      replayed,
      replayed.error,
      check,
      check.finish(),
      verifier,
    ]
    const shown = things.map(looks).join('\n')
    const macs = [facts, bad].map(({ authorization }) => attributeOf(authorization, 'mac'))
    for (const secret of [...spellings, ...macs]) expect(shown).not.toContain(secret)
  })

  it('is shown by no refusal of a stale request', () => {
    const stale = signedFacts({ credentials: record, timestamp: 1 })
    const verdict = refused(atOnce(verifierOf([record]).verify(stale)))
    const shown = looks(verdict) + looks(verdict.error)
    for (const secret of [...spellings, attributeOf(stale.authorization, 'mac')])
      expect(shown).not.toContain(secret)
  })
})
