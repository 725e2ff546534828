import type { Accepted, RequestToSign } from '@hawk-auth/core'
import { client } from './clients.js'
import type { Client } from './clients.js'
import { signedFacts } from './requests.js'
import { verifierOf } from './stores.js'
import { accepted, atOnce } from './verdicts.js'

/** An accepted request whose body is not at hand yet. */
export function admit(sign: Partial<RequestToSign>): Accepted<Client> {
  const record = client({ algorithm: sign.credentials?.algorithm })
  return accepted(atOnce(verifierOf([record]).verify(signedFacts(sign, { payload: undefined }))))
}

/** What checking a body in these chunks comes to: nothing, or the code of the refusal. */
export function check(
  verdict: Accepted<Client>,
  chunks: readonly (Uint8Array | string)[],
  contentType?: string,
): string | null {
  const payloadCheck = verdict.payloadCheck(contentType)
  for (const chunk of chunks) payloadCheck.update(chunk)
  return payloadCheck.finish()?.code ?? null
}
