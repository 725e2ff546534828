import type { HawkCredentials } from '../credentials.js'
import type { RequestFacts } from '../request-facts.js'
import { Refused } from '../verdict.js'
import type { Accepted, Verdict } from '../verdict.js'

/**
 * Step 8: holds the body against the signed hash, when the whole of it is at hand. Otherwise the caller does, with
 * {@link Accepted.payloadCheck}, before any handler runs.
 */
export function checkPayload<C extends HawkCredentials>(
  accepted: Accepted<C>,
  { payload, contentType }: Pick<RequestFacts, 'payload' | 'contentType'>,
): Verdict<C> {
  if (payload === undefined) return accepted
  const check = accepted.payloadCheck(contentType)
  check.update(payload)
  const error = check.finish()
  return error === null ? accepted : new Refused(error.code, error.message)
}
