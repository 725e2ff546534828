import type { Accepted, HawkCredentials } from '@hawk-auth/core'
import type { CheckedGuardOptions } from '@hawk-auth/core/guard'
import { keepOutOfCaches, varyByAuthorization } from './answer-headers.js'
import type { Exchange } from './exchange.js'
import { signAnswer } from './sign-answers.js'

/** Sees to what an answer to an accepted request carries. */
export function prepareAnswer<C extends HawkCredentials>(
  { request, response }: Exchange,
  accepted: Accepted<C>,
  { required, signResponses }: CheckedGuardOptions<C>,
): void {
  if (!required) varyByAuthorization(response)
  if (accepted.artifacts.type === 'bewit') keepOutOfCaches(response)
  else if (signResponses) signAnswer(request.method ?? '', response, accepted)
}
