import { createBewit } from '@hawk-auth/core'
import type { BewitOptions, BewitToCreate, RequestFacts } from '@hawk-auth/core'
import { normalizedString } from '@hawk-auth/core/protocol'
import { createHmac } from 'node:crypto'
import { client, KEY } from './clients.js'
import type { Client } from './clients.js'
import { NOW_MS, NOW_S } from './fake-clock.js'
import { verifierOf } from './stores.js'
import { atOnce, outcome } from './verdicts.js'

/** A bewit for `/files/a?b=1`, good for five minutes. */
export function bewitOf(changes: Partial<BewitToCreate> = {}): string {
  return createBewit({
    url: 'https://example.com/files/a?b=1',
    credentials: client(),
    ttlSeconds: 300,
    clock: () => NOW_MS,
    ...changes,
  })
}

/** A bewit of any fields, MACed as the server does it. */
export function mint(fields: {
  id?: string
  exp?: string
  ext?: string
  target?: string
  mac?: string
}): string {
  const { id = 'ci-bot', exp = String(NOW_S + 300), ext = '', target = '/files/a?b=1' } = fields
  const signed = { ts: exp, nonce: '', method: 'GET', target, host: 'example.com', port: 443, ext }
  const made = createHmac('sha256', KEY).update(normalizedString('bewit', signed)).digest('base64')
  return Buffer.from(`${id}\\${exp}\\${fields.mac ?? made}\\${ext}`, 'latin1').toString('base64url')
}

/** A GET of `/files/a?b=1` with a bewit. */
export function factsOf(bewit: string, changes: Partial<RequestFacts> = {}): RequestFacts {
  const target = `/files/a?b=1&bewit=${bewit}`
  return { method: 'GET', target, host: 'example.com', port: 443, authorization: undefined, ...changes }
}

/** What a request with a bewit comes to where the store answers this record. */
export function ask(facts: RequestFacts, record: Client | null = client(), options?: BewitOptions): string {
  const verifier = verifierOf([], { credentials: () => record })
  return outcome(atOnce(verifier.verifyBewit(facts, options)))
}
