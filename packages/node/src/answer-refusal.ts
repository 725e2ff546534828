import type { HawkError } from '@hawk-auth/core'
import { refusalBody } from '@hawk-auth/core/guard'
import { asServerResponse, outlivesRefusal } from './answer-headers.js'
import type { NodeResponse } from './messages.js'

/** Answers a refusal where no framework does: status, challenge, and a small JSON body. */
export function answerRefusal(response: NodeResponse, error: HawkError): void {
  const answer = asServerResponse(response)
  if (answer.headersSent || answer.writableEnded) return
  const body = refusalBody(error)
  for (const name of answer.getHeaderNames()) if (!outlivesRefusal(name)) answer.removeHeader(name)
  answer.statusCode = error.status
  for (const [name, value] of Object.entries(error.headers)) answer.setHeader(name, value)
  answer.setHeader('Content-Type', 'application/json; charset=utf-8')
  answer.setHeader('Content-Length', Buffer.byteLength(body))
  answer.end(body)
}
