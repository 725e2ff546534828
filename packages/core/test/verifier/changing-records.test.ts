import { createVerifier } from '@hawk-auth/core'
import type { HawkCredentials, RequestFacts } from '@hawk-auth/core'
import { formatHawkHeader, normalizedString } from '@hawk-auth/core/protocol'
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { client, KEY } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { atOnce, outcome } from '../support/verdicts.js'

/** Asks one verifier again and again about requests whose record is always the same object. */
function askAbout(record: HawkCredentials): (facts?: RequestFacts) => string {
  const verifier = createVerifier({ credentials: () => record, clock: () => NOW_MS })
  return (facts = signedFacts()) => outcome(atOnce(verifier.verify(facts)))
}

/** A request that anybody can sign once a key is empty. */
function signedWithoutKey(): RequestFacts {
  const fields = {
    ts: String(NOW_S),
    nonce: 'n',
    method: 'GET',
    target: '/a',
    host: 'example.com',
    port: 443,
  }
  const mac = createHmac('sha256', '').update(normalizedString('header', fields)).digest('base64')
  const { ts, nonce, ...place } = fields
  return { ...place, authorization: formatHawkHeader({ id: 'ci-bot', ts, nonce, mac }) }
}

describe('a record that changes in place', () => {
  it.each<[keyof Client, unknown, string]>([
    ['approved', false, 'ERR_HAWK_NOT_APPROVED'],
    ['approved', 1, 'ERR_HAWK_INVALID_CREDENTIALS'],
    ['approved', 'true', 'ERR_HAWK_INVALID_CREDENTIALS'],
    ['approved', undefined, 'ERR_HAWK_INVALID_CREDENTIALS'],
    ['suspended', true, 'ERR_HAWK_SUSPENDED'],
    ['suspended', 0, 'ERR_HAWK_SUSPENDED'],
    ['expiresAtMs', NOW_MS, 'ERR_HAWK_EXPIRED_CREDENTIALS'],
    ['expiresAtMs', NaN, 'ERR_HAWK_INVALID_CREDENTIALS'],
    ['expiresAtMs', '2099', 'ERR_HAWK_INVALID_CREDENTIALS'],
    ['algorithm', 'md5', 'ERR_HAWK_INVALID_CREDENTIALS'],
    ['algorithm', 'sha512', 'ERR_HAWK_BAD_MAC'],
    ['key', '', 'ERR_HAWK_INVALID_CREDENTIALS'],
    ['key', null, 'ERR_HAWK_INVALID_CREDENTIALS'],
    ['id', 'other', 'ERR_HAWK_BAD_MAC'],
    ['app', 'a', 'ERR_HAWK_BAD_MAC'],
    ['dlg', 'd', 'ERR_HAWK_BAD_MAC'],
    ['previousKey', { key: '', notAfterMs: 1 }, 'ERR_HAWK_INVALID_CREDENTIALS'],
  ])('is seen at once, and when it changes back: %s %j', (field, value, expected) => {
    const record: Record<string, unknown> = { ...client() }
    const ask = askAbout(record as unknown as Client)
    const before = record[field]
    expect(ask()).toBe('accepted')
    record[field] = value
    expect(ask()).toBe(expected)
    record[field] = before
    expect(ask()).toBe('accepted')
  })

  it('is seen at once where a field goes', () => {
    const record: Partial<Client> = client()
    const ask = askAbout(record as Client)
    expect(ask()).toBe('accepted')
    delete record.approved
    expect(ask()).toBe('ERR_HAWK_INVALID_CREDENTIALS')
  })

  it('is seen at once inside its previous key', () => {
    const previousKey = { key: 'old-key', notAfterMs: NOW_MS }
    const ask = askAbout(client({ previousKey }))
    const old = (): RequestFacts => signedFacts({ credentials: client({ key: 'old-key' }) })
    expect(ask(old())).toBe('accepted')
    previousKey.notAfterMs = NOW_MS - 1
    expect(ask(old())).toBe('ERR_HAWK_BAD_MAC')
    previousKey.notAfterMs = NaN
    expect(ask(old())).toBe('ERR_HAWK_INVALID_CREDENTIALS')
    previousKey.notAfterMs = NOW_MS
    previousKey.key = ''
    expect(ask(signedWithoutKey())).toBe('ERR_HAWK_INVALID_CREDENTIALS')
  })
})

describe('an entity that computes its fields', () => {
  it.each([1, 'true', undefined, false])(
    'is asked anew: approved once true is not so for ever: %j',
    (later) => {
      class Entity {
        readonly id = 'ci-bot'
        readonly key = KEY
        static answer: unknown = true
        get approved(): boolean {
          return Entity.answer as boolean
        }
      }
      const ask = askAbout(new Entity())
      expect(ask()).toBe('accepted')
      Entity.answer = later
      expect(ask()).not.toBe('accepted')
    },
  )
})

describe('a key that is wiped', () => {
  it('lets nobody in where its bytes are transferred away, not even who signs with no key', () => {
    const key = new Uint8Array(Buffer.from(KEY))
    const ask = askAbout(client({ key }))
    expect(ask()).toBe('accepted')
    structuredClone(key.buffer, { transfer: [key.buffer] })
    expect(key).toHaveLength(0)
    expect(ask(signedWithoutKey())).toBe('ERR_HAWK_INVALID_CREDENTIALS')
    expect(ask()).toBe('ERR_HAWK_INVALID_CREDENTIALS')
  })

  it('lets nobody in where the record is an entity that holds its key back', () => {
    class Entity {
      readonly id = 'ci-bot'
      readonly approved = true
      #key = KEY
      get key(): string {
        return this.#key
      }
      wipe(): void {
        this.#key = ''
      }
    }
    const entity = new Entity()
    const ask = askAbout(entity)
    expect(ask()).toBe('accepted')
    entity.wipe()
    expect(ask(signedWithoutKey())).toBe('ERR_HAWK_INVALID_CREDENTIALS')
    expect(ask()).toBe('ERR_HAWK_INVALID_CREDENTIALS')
  })
})
