import { HawkError } from '@hawk-auth/core'
import { inspect } from 'node:util'
import { asServerResponse } from './answer-headers.js'
import { answerRefusal } from './answer-refusal.js'
import { cut } from './exchange.js'
import { isGone } from './messages.js'
import type { NodeRequest, NodeResponse } from './messages.js'

/** The status that an error asks for, as frameworks read it: `status` or `statusCode`, of an HTTP error. */
function statusOf(error: unknown): number {
  const { status, statusCode } = Object(error) as { status?: unknown; statusCode?: unknown }
  const asked = status ?? statusCode
  return typeof asked === 'number' && Number.isInteger(asked) && asked >= 400 && asked <= 599 ? asked : 500
}

/**
 * Ends the answer of a handler that failed. Nobody stands behind a plain server's listener: what it rejects with would end
 * the process, and a forged body makes every handler that reads it reject.
 */
export function endFailed(request: NodeRequest, response: NodeResponse, error: unknown): void {
  if (isGone(request)) return
  const isRefusal = error instanceof HawkError
  if (!isRefusal) process.emitWarning(error instanceof Error ? error : inspect(error))
  if (isRefusal && !response.headersSent) {
    answerRefusal(response, error)
  } else if (!response.headersSent) {
    const answer = asServerResponse(response)
    for (const name of answer.getHeaderNames()) answer.removeHeader(name)
    answer.statusCode = statusOf(error)
    answer.end()
  } else if (!response.writableEnded) cut(request)
}
