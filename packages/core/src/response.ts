import { formatHawkHeader, normalizedString } from './protocol/index.js'
import type { SignedFields } from './protocol/index.js'
import { hashPayload } from './payload-hash.js'
import type { PreparedKey } from './prepared-key.js'
import { assertContentType, assertPayload } from './request-facts.js'

/** What is signed of an answer, besides the request that it answers. */
export interface ResponseToSign {
  /** The body before any content encoding; left out, the answer is signed without a hash. */
  payload?: Uint8Array | string | undefined
  /** The `Content-Type` header of the answer. */
  contentType?: string | undefined
  /** Application data, in the alphabet of a header. */
  ext?: string | undefined
}

/**
 * Writes the `Server-Authorization` header of an answer: its MAC covers the request's fields, the body's hash and
 * `ext`, but neither the status nor other headers. Source: Hawk `lib/server.js`, `header`.
 */
export function signResponse(key: PreparedKey, request: SignedFields, response: ResponseToSign): string {
  const { payload, contentType, ext } = response
  if (payload !== undefined) assertPayload('signResponse', payload)
  assertContentType('signResponse', contentType)
  const hash = payload === undefined ? undefined : hashPayload(key.algorithm, payload, contentType)
  const mac = responseMac(key, request, hash, ext)
  return formatHawkHeader({ mac, hash, ext })
}

/** The MAC of an answer to `request`. */
export function responseMac(
  key: PreparedKey,
  request: SignedFields,
  hash: string | undefined,
  ext: string | undefined,
): string {
  return key.mac(normalizedString('response', { ...request, hash, ext }))
}
