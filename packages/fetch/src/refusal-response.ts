import type { HawkError } from '@hawk-auth/core'
import { refusalBody } from '@hawk-auth/core/guard'

/** The answer to a refused request: status, challenge, and a small JSON body. */
export function refusalResponse(error: HawkError): Response {
  const headers = { ...error.headers, 'Content-Type': 'application/json; charset=utf-8' }
  return new Response(refusalBody(error), { status: error.status, headers })
}
