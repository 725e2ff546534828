import { createMemoryNonceStore } from '@hawk-auth/core'
import Hawk from 'hawk'
import type { IncomingMessage } from 'node:http'
import { claimOrThrow } from '../candidates/accept-reference.js'
import { findRecordLater } from '../candidates/record.js'

/** How a server guards itself: not at all, by one bare HMAC, by the reference, by ours. */
export const VARIANTS = ['none', 'hmac', 'reference', 'ours'] as const
export type Variant = (typeof VARIANTS)[number]

/** What every server answers. */
export const HELLO = { hello: 'world' }

const nonces = createMemoryNonceStore()

/** What a user of the reference has in a handler, with an equal nonce store; it throws on a refusal. */
export async function authenticateByReference(request: IncomingMessage): Promise<void> {
  await Hawk.server.authenticate(request, findRecordLater, {
    nonceFunc: (_key, nonce, ts) => claimOrThrow(nonces, { nonce, ts, nowMs: Date.now() }),
  })
}
