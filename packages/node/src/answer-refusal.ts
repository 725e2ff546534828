import type { HawkError } from '@hawk-auth/core'
import { refusalBody } from '@hawk-auth/core/guard'
import { asServerResponse } from './answer-headers.js'
import type { NodeResponse } from './messages.js'

/** What CORS put on the answer before: without it a browser shows its script neither status nor challenge. */
const KEPT = /^(?:access-control-.*|vary)$/i

/** Answers a refusal where no framework does: status, challenge, and a small JSON body. */
export function answerRefusal(response: NodeResponse, error: HawkError): void {
  const answer = asServerResponse(response)
  if (answer.headersSent || answer.writableEnded) return
  const body = refusalBody(error)
  for (const name of answer.getHeaderNames()) if (!KEPT.test(name)) answer.removeHeader(name)
  answer.statusCode = error.status
  for (const [name, value] of Object.entries(error.headers)) answer.setHeader(name, value)
  answer.setHeader('Content-Type', 'application/json; charset=utf-8')
  answer.setHeader('Content-Length', Buffer.byteLength(body))
  answer.end(body)
}
