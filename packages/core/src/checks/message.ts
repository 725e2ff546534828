import { isAttributeValue, isTimestamp } from '../protocol/index.js'
import type { Refused } from '../verdict.js'
import { malformed, ReceivedHeader } from './header.js'

/** The signature of a message, as it was received: every field is text in the alphabet of a header. */
export interface MessageAuthorization {
  id: string
  ts: string
  nonce: string
  hash: string
  mac: string
}

/** Reads a message's authorization, which came from outside and may be anything. */
export function readMessageAuthorization(authorization: unknown): ReceivedHeader | Refused {
  if (typeof authorization !== 'object' || authorization === null) return malformed('Invalid authorization')
  const { id, ts, nonce, hash, mac } = authorization as Partial<Record<keyof MessageAuthorization, unknown>>
  // The reference writes ts as a number.
  const tsText = Number.isSafeInteger(ts) ? String(ts) : ts
  if (!isAttributeValue(id) || !isTimestamp(tsText) || !isAttributeValue(nonce))
    return malformed('Invalid authorization')
  if (!isAttributeValue(hash) || !isAttributeValue(mac)) return malformed('Invalid authorization')
  return new ReceivedHeader(
    { id, ts: tsText, nonce, mac },
    { hash, ext: undefined, app: undefined, dlg: undefined },
  )
}
