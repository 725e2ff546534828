import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, outcome } from '../support/verdicts.js'

describe('an algorithm', () => {
  it.each(['sha256', 'sha384', 'sha512'] as const)('%s is taken unless told otherwise', (algorithm) => {
    const record = client({ algorithm })
    expect(outcome(atOnce(verifierOf([record]).verify(signedFacts({ credentials: record }))))).toBe(
      'accepted',
    )
  })

  it('sha1 is a server fault unless it is listed [S2]', () => {
    const record = client({ algorithm: 'sha1' })
    const facts = signedFacts({ credentials: record })
    expect(outcome(atOnce(verifierOf([record]).verify(facts)))).toBe('ERR_HAWK_INVALID_CREDENTIALS')
    expect(outcome(atOnce(verifierOf([record], { algorithms: ['sha256', 'sha1'] }).verify(facts)))).toBe(
      'accepted',
    )
  })

  it('that is not listed is a server fault, the usual one too', () => {
    const verifier = verifierOf([client()], { algorithms: ['sha512'] })
    expect(outcome(atOnce(verifier.verify(signedFacts())))).toBe('ERR_HAWK_INVALID_CREDENTIALS')
  })

  it('comes from the record, never from the sender', () => {
    const facts = signedFacts({ credentials: client({ algorithm: 'sha512' }) })
    expect(outcome(atOnce(verifierOf([client({ algorithm: 'sha384' })]).verify(facts)))).toBe(
      'ERR_HAWK_BAD_MAC',
    )
  })

  it('is sha256 where the record names none, whatever is listed first', () => {
    const verifier = verifierOf([client()], { algorithms: ['sha512', 'sha256'] })
    expect(
      outcome(atOnce(verifier.verify(signedFacts({ credentials: client({ algorithm: 'sha256' }) })))),
    ).toBe('accepted')
  })
})
