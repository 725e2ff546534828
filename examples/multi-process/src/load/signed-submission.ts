import { signRequest } from '@hawk-auth/core'
import type { SigningCredentials } from '@hawk-auth/core'

/** A submission that was signed once. It can be sent as often as anybody likes; the API takes it once. */
export interface SignedSubmission {
  authorization: string
  body: string
}

const CONTENT_TYPE = 'application/json'
export const PATH = '/api/submissions'

let made = 0

/** Signs a submission that nobody has signed before: its nonce is its own. */
export function signSubmission(origin: string, credentials: SigningCredentials): SignedSubmission {
  const body = JSON.stringify({ project: 'load', revision: `r${++made}`, result: 'success' })
  const url = new URL(PATH, origin)
  const { authorization } = signRequest({
    method: 'POST',
    url,
    credentials,
    payload: body,
    contentType: CONTENT_TYPE,
  })
  return { authorization, body }
}

export function headersOf({ authorization }: SignedSubmission): Record<string, string> {
  return { authorization, 'content-type': CONTENT_TYPE }
}
