import type { Refused } from '@hawk-auth/core'
import * as crypto from 'node:crypto'
import { inspect } from 'node:util'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { signedFacts, withBadMac } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, refused } from '../support/verdicts.js'

vi.mock('node:crypto', { spy: true })

/** Everything of a refusal that can reach the sender. */
function outward({ error }: Refused): unknown {
  return {
    json: JSON.stringify(error),
    text: String(error),
    stack: error.stack,
    inspected: inspect(error, { showHidden: true, depth: 10 }),
    properties: Object.getOwnPropertyDescriptors(error),
    headers: Object.entries(error.headers),
  }
}

const FACTS = signedFacts()

function badMac(): Refused {
  return refused(atOnce(verifierOf().verify(withBadMac(FACTS))))
}

/** How many times a request makes node:crypto hash or make an HMAC. */
function digestsOf(verify: () => unknown): number {
  const functions = [crypto.hash, crypto.createHash, crypto.createHmac].map((made) => vi.mocked(made))
  for (const made of functions) made.mockClear()
  verify()
  return functions.reduce((sum, made) => sum + made.mock.calls.length, 0)
}

beforeEach(() => {
  vi.clearAllMocks()
})

/** Stores that do not know the id, in every way there is. */
const unknown: readonly { name: string; find: (id: string) => Client | null | undefined }[] = [
  { name: 'null', find: () => null },
  { name: 'undefined', find: () => undefined },
  { name: 'a record for another id', find: () => client({ id: 'other' }) },
  { name: 'a record without an id', find: () => ({ ...client(), id: undefined }) as unknown as Client },
  { name: 'a broken record for another id', find: () => ({ id: 'other' }) as Client },
]

describe.each(unknown)('a store that answers $name', ({ find }) => {
  it('is answered like a bad MAC, byte for byte [M7]', () => {
    const verdict = refused(atOnce(verifierOf([], { credentials: find }).verify(FACTS)))
    expect(outward(verdict)).toEqual(outward(badMac()))
    expect(verdict.error.code).toBe('ERR_HAWK_BAD_MAC')
  })

  it('has a reason of its own for the logs', () => {
    const verdict = refused(atOnce(verifierOf([], { credentials: find }).verify(FACTS)))
    expect(verdict.reason).not.toBe(badMac().reason)
  })

  it('costs as many digests as a bad MAC', () => {
    const knowing = verifierOf()
    const unknowing = verifierOf([], { credentials: find })
    const bad = withBadMac(FACTS)
    // The first request of a verifier makes a key ready, which costs no digest for a key this short.
    expect(digestsOf(() => unknowing.verify(bad))).toBe(digestsOf(() => knowing.verify(bad)))
    expect(digestsOf(() => unknowing.verify(bad))).toBeGreaterThan(0)
  })
})

describe('an id', () => {
  it.each(['CI-Bot', 'ci-bot ', ' ci-bot', 'ci_bot', 'ci-bo', 'ci-bot2', 'CI-BOT'])(
    'that is respelt %j never verifies, though the store finds the record [M2]',
    (id) => {
      const facts = signedFacts({ credentials: { ...client(), id } })
      const folding = verifierOf([], { credentials: () => client() })
      expect(refused(atOnce(folding.verify(facts))).error.code).toBe('ERR_HAWK_BAD_MAC')
    },
  )

  it('is not covered by the MAC, so a captured header under another spelling is refused [M2]', () => {
    const folding = verifierOf([], { credentials: () => client() })
    const respelt = (id: string) => ({ ...FACTS, authorization: FACTS.authorization?.replace('ci-bot', id) })
    expect(atOnce(folding.verify(FACTS)).ok).toBe(true)
    for (const id of ['Ci-bot', 'cI-bot', 'CI-BOT']) {
      expect(refused(atOnce(folding.verify(respelt(id)))).error.code).toBe('ERR_HAWK_BAD_MAC')
    }
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is an id like any other', (id) => {
    const facts = signedFacts({ credentials: { ...client(), id } })
    expect(atOnce(verifierOf([client({ id })]).verify(facts)).ok).toBe(true)
    expect(atOnce(verifierOf().verify(facts)).ok).toBe(false)
  })

  it('reaches the store with what was sent, and without the MAC', () => {
    const credentials = vi.fn(() => client())
    const sign = { ext: 'e', app: 'a', dlg: 'd', payload: 'x', nonce: 'n' }
    atOnce(verifierOf([], { credentials }).verify(signedFacts(sign)))
    const { mac, ...header } = Object.fromEntries(
      [...(signedFacts(sign).authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    ) as Record<string, string>
    expect(mac).toBeTypeOf('string')
    expect(credentials).toHaveBeenCalledExactlyOnceWith('ci-bot', expect.objectContaining(header))
    expect(JSON.stringify(credentials.mock.calls)).not.toContain(mac)
  })
})
