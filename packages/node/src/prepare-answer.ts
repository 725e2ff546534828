import type { Accepted, HawkCredentials } from '@hawk-auth/core'
import type { CheckedGuardOptions } from '@hawk-auth/core/guard'
import { asServerResponse, varyByAuthorization } from './answer-headers.js'
import { doNothing } from './do-nothing.js'
import type { Exchange } from './exchange.js'
import { signAnswers } from './sign-answers.js'

/** Sees to what an answer to an accepted request carries. Gives the way back. */
export function prepareAnswer<C extends HawkCredentials>(
  { request, response }: Exchange,
  accepted: Accepted<C>,
  { required, signResponses }: CheckedGuardOptions<C>,
): () => void {
  if (!required) varyByAuthorization(response)
  if (accepted.artifacts.type === 'bewit') {
    asServerResponse(response).setHeader('Cache-Control', 'private, no-store')
    return doNothing
  }
  return signResponses ? signAnswers(request.method ?? '', response, accepted) : doNothing
}
