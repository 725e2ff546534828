import { formatHawkHeader } from './protocol/index.js'
import { REFUSALS } from './refusals.js'
import type { HawkErrorCode, RefusalRow } from './refusals.js'

/** What makes one refusal differ from its row in the table. */
export interface RefusalDetail {
  /** A more exact outward text. */
  message?: string | undefined
  /** `ts` and `tsm` of a stale timestamp's challenge. */
  challenge?: { ts: string; tsm: string } | undefined
}

/**
 * A refusal as an `Error` that Express, Koa and Fastify answer rightly by just passing it on. It is made fresh for
 * each refusal, without a captured stack; it can be extended and written to, because frameworks do both. No field of
 * it holds a key, a MAC or a driver's text.
 */
export class HawkError extends Error {
  override name = 'HawkError'
  /** Which refusal; the same for an unknown id and a bad MAC. */
  code: HawkErrorCode
  /** The HTTP status. */
  status: number
  /** The same status, for frameworks that look here. */
  statusCode: number
  /** Headers of the answer: always `Cache-Control: no-store`; the challenge and `Retry-After` where they belong. */
  headers: Record<string, string>
  /** Whether `message` may be shown to the sender. */
  expose: boolean

  constructor(code: HawkErrorCode, detail?: RefusalDetail) {
    const row: RefusalRow = REFUSALS[code]
    const message = detail?.message ?? row.message
    super(message)
    this.code = code
    this.status = row.status
    this.statusCode = row.status
    this.headers = refusalHeaders(row, message, detail?.challenge)
    this.expose = row.status < 500
  }
}

function refusalHeaders(
  row: RefusalRow,
  message: string,
  challenge: RefusalDetail['challenge'],
): Record<string, string> {
  const headers: Record<string, string> = { 'Cache-Control': 'no-store' }
  if (row.challenge === 'bare') headers['WWW-Authenticate'] = 'Hawk'
  if (row.challenge === 'error') {
    headers['WWW-Authenticate'] = formatHawkHeader({ ...challenge, error: message })
  }
  if (row.retryAfterSeconds !== undefined) headers['Retry-After'] = String(row.retryAfterSeconds)
  return headers
}

/**
 * Makes a {@link HawkError} without capturing a stack: a refusal is an answer, not a fault, and its frames would say
 * nothing of the sender's mistake and cost more than the check that refused.
 */
export function hawkError(code: HawkErrorCode, detail?: RefusalDetail): HawkError {
  const limit = Error.stackTraceLimit
  try {
    Error.stackTraceLimit = 0
    return new HawkError(code, detail)
  } finally {
    Error.stackTraceLimit = limit
  }
}
