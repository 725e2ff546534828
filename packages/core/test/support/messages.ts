import { signMessage } from '@hawk-auth/core'
import type { MessageAuthorization, MessageFacts, MessageToSign } from '@hawk-auth/core'
import { client } from './clients.js'
import type { Client } from './clients.js'
import { NOW_S } from './fake-clock.js'
import { verifierOf } from './stores.js'
import { atOnce, outcome } from './verdicts.js'

/** Where the messages go. */
export const PLACE = { host: 'example.com', port: 8080 }

/** The authorization of `hello`. */
export function authorize(changes: Partial<MessageToSign> = {}): MessageAuthorization {
  return signMessage({ ...PLACE, message: 'hello', credentials: client(), timestamp: NOW_S, ...changes })
}

/** `hello` as it is received, with any authorization. */
export function factsOf(authorization: unknown, changes: Partial<MessageFacts> = {}): MessageFacts {
  return { ...PLACE, message: 'hello', authorization: authorization as MessageAuthorization, ...changes }
}

/** What a message comes to where the store answers this record. */
export function ask(facts: MessageFacts, record: Client | null = client()): string {
  return outcome(atOnce(verifierOf([], { credentials: () => record }).verifyMessage(facts)))
}
