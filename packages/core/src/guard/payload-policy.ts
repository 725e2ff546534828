import type { HawkCredentials } from '../credentials.js'
import { HawkError } from '../hawk-error.js'
import type { Accepted, PayloadCheck } from '../verdict.js'

/**
 * What a guard asks of a body.
 *
 * - `required`: a request with a body carries its hash, and the body is the one that was hashed; one without may carry
 *   the empty hash or none.
 * - `if-signed`: a body is held against its hash where there is one; one without passes unverified.
 * - `ignore`: bodies pass unverified. `artifacts.payloadVerified` is false.
 */
export type PayloadPolicy = 'required' | 'if-signed' | 'ignore'

/** What became of a body under the guard that took it. */
export type PayloadState = 'verified' | 'empty' | 'unsigned' | 'unchecked'

/** The check that a policy asks for, or `null` where the body passes unchecked. A bewit's request has no body. */
export function bodyCheck<C extends HawkCredentials>(
  accepted: Accepted<C>,
  policy: PayloadPolicy,
  contentType: string | undefined,
): PayloadCheck | null {
  if (accepted.artifacts.type === 'bewit') return emptyBodyCheck()
  if (policy === 'ignore') return null
  if (policy === 'if-signed' && accepted.artifacts.hash === undefined) return null
  return accepted.payloadCheck(contentType)
}

function emptyBodyCheck(): PayloadCheck {
  let isEmpty = true
  return {
    update: (chunk) => {
      if (chunk.length > 0) isEmpty = false
    },
    finish: () =>
      isEmpty ? null : new HawkError('ERR_HAWK_BEWIT_REFUSED', { message: 'Bewit with a body' }),
  }
}

/**
 * What a further guard's policy says of a body that an earlier guard of the same verifier took: the refusal, or
 * `null`. A body that was never held against anything can't be checked any more.
 */
export function laterPolicyError(policy: PayloadPolicy, state: PayloadState): HawkError | null {
  if (policy === 'ignore' || state === 'verified' || state === 'empty') return null
  if (state === 'unchecked') return new HawkError('ERR_HAWK_GUARD_CONFLICT')
  return policy === 'required' ? new HawkError('ERR_HAWK_MISSING_PAYLOAD_HASH') : null
}
