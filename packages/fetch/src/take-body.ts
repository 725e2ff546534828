import { HawkError } from '@hawk-auth/core'
import type { Accepted, HawkCredentials } from '@hawk-auth/core'
import { judgeNoBody, planBody } from '@hawk-auth/core/guard'
import type { ByteBudget, CheckedGuardOptions, PayloadState } from '@hawk-auth/core/guard'
import { FlowingBody } from './flowing-body.js'
import type { SettleFlow } from './flowing-body.js'
import { hashWholeBody } from './whole-body.js'

/** What a body came to before a handler may run; `gone` where its source failed. */
export type TakenBody = PayloadState | HawkError | FlowingBody | 'gone'

/** A request whose header was accepted, and the guard that takes its body. */
export interface BodyToTake<C extends HawkCredentials> {
  request: Request
  accepted: Accepted<C>
  options: CheckedGuardOptions<C>
  budget: ByteBudget
  /** Told what became of a body that flows. */
  settleFlow: SettleFlow
}

/** Step 8: nothing of the body was taken until now. Whole bodies are verified here; others flow to their handler. */
export async function takeBody<C extends HawkCredentials>(body: BodyToTake<C>): Promise<TakenBody> {
  const { request, accepted, options, budget, settleFlow } = body
  const { headers } = request
  const contentType = headers.get('content-type') ?? undefined
  if (!announcesBody(request) && showsNone(request)) {
    const outcome = judgeNoBody(accepted, options, contentType)
    return outcome === 'empty' && request.method === 'TRACE' ? hiddenBody() : outcome
  }
  const plan = planBody(accepted, options, {
    contentType,
    contentEncoding: headers.get('content-encoding') ?? undefined,
    contentLength: headers.get('content-length') ?? undefined,
    codings: [],
  })
  if (typeof plan === 'string' || plan instanceof HawkError) return plan
  const { check, mustBeEmpty } = plan
  const maxBytes = options.maxPayloadBytes
  const stream = request.body
  if (stream === null) {
    // Whatever came is not the nothing that was signed.
    if (mustBeEmpty) check.update(ANY_BYTE)
    return (mustBeEmpty ? check.finish() : null) ?? hiddenBody()
  }
  if (!options.streamPayload || mustBeEmpty) {
    return hashWholeBody(request, { check, mustBeEmpty, maxBytes, budget })
  }
  if (stream.locked) return new HawkError('ERR_HAWK_BODY_ALREADY_READ')
  return new FlowingBody(stream, { check, maxBytes }, settleFlow)
}

const ANY_BYTE = new Uint8Array(1)

/** Whether the framing of HTTP/1 tells of a body; without it there is none there. */
function announcesBody({ headers }: Request): boolean {
  return headers.has('transfer-encoding') || Number(headers.get('content-length')) !== 0
}

/** GET and HEAD show none: to ask for it would make some servers build a whole `Request`, for nothing. */
function showsNone(request: Request): boolean {
  return request.method === 'GET' || request.method === 'HEAD' || request.body === null
}

/**
 * The refusal of a body that came and that a `Request` does not show, of a GET, a HEAD or a TRACE: it can't be held
 * against anything, and some servers hand a TRACE's out by another way.
 */
function hiddenBody(): HawkError {
  return new HawkError('ERR_HAWK_MALFORMED', { message: 'A body where a Request has none' })
}
