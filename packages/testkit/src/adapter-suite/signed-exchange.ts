import { signRequest, verifyResponse } from '@hawk-auth/core'
import type { SigningCredentials } from '@hawk-auth/core'
import type { RawResponse } from '../wire/raw-response.js'
import { CLIENTS } from './clients.js'
import type { TestApp } from './test-app.js'

/** How something is asked for, beside the defaults: a GET by Alice. */
export interface Question {
  method?: string
  credentials?: SigningCredentials
  headers?: Readonly<Record<string, string>>
}

/** An answer, with what a client makes of its signature. */
export interface Asked {
  response: RawResponse
  /** Whether it is signed for this very request. */
  isSigned: (serverAuthorization?: string) => boolean
  /** Whether the signature names a hash. */
  hasHash: () => boolean
  /** Whether it is signed, with the hash of exactly this body. */
  isSignedOver: (body: Uint8Array | string) => boolean
}

/** Asks as a client does, and keeps what it needs to check the answer. */
export async function ask(
  app: TestApp,
  target: string,
  { method = 'GET', credentials = CLIENTS.alice, headers = {} }: Question = {},
): Promise<Asked> {
  const url = `${app.origin}${target}`
  const { authorization, artifacts } = signRequest({ url, method, credentials, clock: app.clock })
  const response = await app.send({ method, target, authorization, headers })
  const own = response.headers['server-authorization']
  const verify = (
    payload?: Uint8Array | string,
    serverAuthorization = own,
  ): ReturnType<typeof verifyResponse> =>
    verifyResponse({
      credentials,
      artifacts,
      serverAuthorization,
      payload,
      contentType: response.headers['content-type'],
    })
  return {
    response,
    isSigned: (serverAuthorization = own) => verify(undefined, serverAuthorization).ok,
    hasHash: () => /\bhash="/.test(own ?? ''),
    isSignedOver: (body) => {
      const verdict = verify(body)
      return verdict.ok && verdict.payloadVerified
    },
  }
}
