import { createCachedCredentialStore, createVerifier, HawkError } from '@hawk-auth/core'
import type { HawkErrorCode } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/express'
import { describe, expect, test } from 'vitest'
import { REFUSALS } from '../../packages/core/src/refusals.js'
import { packageSources } from '../architecture/repository.js'
import { deviations } from '../properties/deviations.js'
import { readDocument } from './documents.js'
import { codeOf, tableBehind } from './tables.js'

const readme = readDocument('README.md')
const coreReadme = readDocument('packages/core/README.md')

describe('the table of refusals', () => {
  const rows = tableBehind(readme, 'Refusals', 'code')

  test('has a row for every code, and no other', () => {
    const documented = rows.map(([code]) => codeOf(code)[0])
    expect(documented.sort()).toEqual(Object.keys(REFUSALS).sort())
  })

  test.each(rows)(
    '%s says the status and the challenge that are sent',
    (codeCell, status, challengeCell, text) => {
      const error = new HawkError(codeOf(codeCell)[0] as HawkErrorCode)
      expect(status).toBe(String(error.status))
      const sent = error.headers['WWW-Authenticate']
      const [documented = '–'] = codeOf(challengeCell)
      // Dots stand for what differs from one refusal to the next.
      if (documented.includes('…')) expect(sent).toMatch(/^Hawk error="/)
      else expect(documented).toBe(sent ?? '–')
      expect(text?.includes('Retry-After')).toBe('Retry-After' in error.headers)
    },
  )
})

describe('the tables of options', () => {
  const find = (): null => null

  test.each([
    ['a guard', readme, 'Options', () => hawk({ credentials: find, nonsense: 1 } as never)],
    ['a verifier', coreReadme, 'Verify a request', () => createVerifier({ nonsense: 1 } as never)],
    [
      'a cached credential store',
      coreReadme,
      'A cache in front of your store',
      () => createCachedCredentialStore(find, { nonsense: 1 } as never),
    ],
  ])('of %s has every option, and no other', (_of, document, heading, create) => {
    const documented = tableBehind(document, heading, 'option').map(([option]) => codeOf(option)[0])
    expect(documented.sort()).toEqual(knownOptions(create).sort())
  })
})

test('the guide to watching says of every code what it means, once', () => {
  const rows = tableBehind(readDocument('docs/watching.md'), 'What each code says', 'code')
  const explained = rows.flatMap(([codes]) => codeOf(codes))
  expect(explained.sort()).toEqual(Object.keys(REFUSALS).sort())
})

test('alerts are about metrics and codes that exist', () => {
  const text = readDocument('docs/watching.md')
  const [, rules = ''] = /^```yaml\n([^]*?)^```$/m.exec(text) ?? []
  const made = [...text.matchAll(/name: '(hawk_\w+)'/g)].map(([, name = '']) => name)
  const used = [...rules.matchAll(/\b(hawk_\w+?)(?:_bucket)?\{|\b(hawk_\w+?)(?:_bucket)?\[/g)]
  expect([...new Set(used.map(([, labelled, bare]) => labelled ?? bare))].sort()).toEqual(made.sort())
  const codes = [...rules.matchAll(/code=~?"(?:ERR_HAWK_\(([\w|]+)\)|(ERR_\w+))"/g)]
  const alerted = codes.flatMap(([, several, one]) =>
    one === undefined ? (several ?? '').split('|').map((code) => `ERR_HAWK_${code}`) : [one],
  )
  expect(alerted).toHaveLength(12)
  expect(alerted.filter((code) => !(code in REFUSALS))).toEqual([])
})

test('the list of deviations from the reference is the one that the properties are held to', () => {
  const documented = tableBehind(readme, 'Coming from hawk', 'id').map(([id]) => codeOf(id)[0])
  expect(documented.sort()).toEqual(Object.keys(deviations).sort())
})

test('the table of warnings has every warning that the packages give', () => {
  // HAWK_AUTH_… are variables of the environment.
  const given = packageSources().flatMap(
    ({ source }) => source.text.match(/'HAWK_(?!AUTH_)[A-Z0-9_]+'/g) ?? [],
  )
  const documented = tableBehind(readme, 'Options', 'warning').map(([code]) => `'${codeOf(code)[0]}'`)
  expect(documented.sort()).toEqual([...new Set(given)].sort())
})

/** What the complaint of an unknown option lists. */
function knownOptions(create: () => unknown): string[] {
  try {
    create()
  } catch (error) {
    return /known are (.+)$/.exec(String(error))?.[1]?.split(', ') ?? []
  }
  throw new Error('an unknown option was taken')
}
