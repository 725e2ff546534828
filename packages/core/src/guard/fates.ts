import type { HawkCredentials } from '../credentials.js'
import { hasListeners, RequestEvent } from '../events.js'
import { HawkError } from '../hawk-error.js'
import type { Verifier } from '../verifier.js'
import type { ReceivedHeaders } from './gather-facts.js'
import type { GuardOutcome } from './guard-core.js'

/** A request whose fate is told to those who listen. */
export interface Told {
  /** Absent where nobody listens. */
  readonly event: RequestEvent | undefined
}

/** Begins the event of a request, where anybody listens. */
export function startEvent<C extends HawkCredentials>(
  { clock }: Verifier<C>,
  authorization: string | undefined,
): RequestEvent | undefined {
  return hasListeners() ? new RequestEvent(authorization, clock) : undefined
}

/** Refuses a request and tells of it. */
export function refuse<C extends HawkCredentials>(
  { event }: Told,
  error: HawkError,
  reason: string = error.message,
  cause?: unknown,
): GuardOutcome<C> {
  event?.refused(error.code, reason, cause)
  return { ok: false, error }
}

/** Lets a request go whose sender went away: nothing runs for it, and nobody can be answered. */
export function leave<C extends HawkCredentials>({ event }: Told): GuardOutcome<C> {
  event?.aborted()
  return { ok: false, error: new HawkError('ERR_HAWK_MALFORMED', { message: 'The request was aborted' }) }
}

/** What is wrong with the headers of a request before anything is verified. */
export function headerError({ hasTwoAuthorizations }: ReceivedHeaders): HawkError | undefined {
  if (!hasTwoAuthorizations) return undefined
  return new HawkError('ERR_HAWK_MALFORMED', { message: 'Multiple Authorization headers' })
}
