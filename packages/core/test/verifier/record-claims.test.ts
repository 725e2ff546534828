import type { HawkCredentials } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client, clientLike } from '../support/clients.js'
import { NOW_MS } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, outcome } from '../support/verdicts.js'

describe('app and dlg of a record [S17]', () => {
  type Claims = Pick<HawkCredentials, 'app' | 'dlg'>
  it.each<[Claims, { app?: string; dlg?: string }, string]>([
    [{ app: 'a' }, { app: 'a' }, 'accepted'],
    [{ app: 'a' }, { app: 'a', dlg: 'd' }, 'accepted'],
    [{ app: 'a' }, {}, 'ERR_HAWK_BAD_MAC'],
    [{ app: 'a' }, { app: 'b' }, 'ERR_HAWK_BAD_MAC'],
    [{ app: 'a' }, { app: 'A' }, 'ERR_HAWK_BAD_MAC'],
    [{ app: '' }, { app: 'a' }, 'ERR_HAWK_BAD_MAC'],
    [{ app: '' }, {}, 'ERR_HAWK_BAD_MAC'],
    [{ app: 'a', dlg: 'd' }, { app: 'a', dlg: 'd' }, 'accepted'],
    [{ app: 'a', dlg: 'd' }, { app: 'a' }, 'ERR_HAWK_BAD_MAC'],
    [{ dlg: 'd' }, { app: 'a', dlg: 'd' }, 'accepted'],
    [{ dlg: 'd' }, { app: 'a', dlg: 'e' }, 'ERR_HAWK_BAD_MAC'],
    [{ app: null, dlg: null }, { app: 'a', dlg: 'd' }, 'accepted'],
    [{ app: null, dlg: undefined }, {}, 'accepted'],
  ])('%j allow %j: %s', (record, claims, expected) => {
    expect(outcome(atOnce(verifierOf([client(record)]).verify(signedFacts(claims))))).toBe(expected)
  })

  it.each([5, true, {}, ['a']])('that are no text (%j) admit nobody', (app) => {
    const verifier = verifierOf([], { credentials: () => clientLike({ app }) })
    expect(atOnce(verifier.verify(signedFacts({ app: 'a' }))).ok).toBe(false)
  })

  it('are answered like a bad MAC with the previous key too', () => {
    const record = client({ key: 'new', app: 'a', previousKey: { key: client().key, notAfterMs: NOW_MS } })
    expect(outcome(atOnce(verifierOf([record]).verify(signedFacts({ app: 'b' }))))).toBe('ERR_HAWK_BAD_MAC')
    expect(outcome(atOnce(verifierOf([record]).verify(signedFacts({ app: 'a' }))))).toBe('accepted')
  })
})
