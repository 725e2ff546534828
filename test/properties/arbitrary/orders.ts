import { signRequest } from '@hawk-auth/core'
import type { SignedRequest } from '@hawk-auth/core'
import type { SignedFields } from '@hawk-auth/core/protocol'
import fc from 'fast-check'
import { NOW_MS } from '../judges.js'
import type { RawRequest } from '../judges.js'
import { reference } from '../reference.js'
import type { ReferenceFields } from '../reference.js'
import { contentTypes, payloads } from './bodies.js'
import { methods, urls } from './targets.js'
import { attributeValues, perhaps } from './text.js'
import { sharedCredentials } from './worlds.js'

/** What a client is told to send and to sign. */
export const orders = fc.record({
  credentials: sharedCredentials,
  url: urls,
  /** Whether the client is given the URL as text, or as a `URL`. */
  asText: fc.boolean(),
  method: methods.filter((method) => /^[\w-]+$/.test(method)),
  nonce: perhaps(attributeValues),
  ext: perhaps(attributeValues),
  claims: fc.oneof(
    fc.constant({}),
    fc.record({ app: attributeValues }),
    fc.record({ app: attributeValues, dlg: attributeValues }),
  ),
  payload: perhaps(payloads),
  contentType: contentTypes,
  /** How far the client's clock is off. It stamps the whole second before its time: down to 999 ms more. */
  clockOffsetMs: fc.integer({ min: -59_000, max: 60_000 }),
})

/** One of {@link orders}. */
export type Order = typeof orders extends fc.Arbitrary<infer T> ? T : never

/** What was signed by the reference's client, and its header. */
export interface SignedByReference {
  authorization: string
  artifacts: ReferenceFields
}

/** Carries an order out with the reference's client. */
export function signByReference(order: Order): SignedByReference {
  const { credentials, url, asText, method, claims, clockOffsetMs, payload, ...options } = order
  reference.utils.setTimeFunction(() => NOW_MS)
  const { header, artifacts } = reference.client.header(asText ? url : new URL(url), method, {
    ...options,
    ...claims,
    credentials,
    localtimeOffsetMsec: clockOffsetMs,
    payload: forReference(payload),
  })
  return { authorization: header, artifacts }
}

/** Carries an order out with our client. */
export function signByUs({ url, asText, claims, clockOffsetMs, ...order }: Order): SignedRequest {
  return signRequest({
    ...order,
    ...claims,
    url: asText ? url : new URL(url),
    clock: () => NOW_MS + clockOffsetMs,
  })
}

/** The request as fetch sends it. */
export function asFetchSends(
  { url, method, contentType, payload }: Order,
  authorization: string | undefined,
): RawRequest {
  const { host, pathname, search, protocol } = new URL(url)
  const isTls = protocol === 'https:'
  return { method, url: pathname + search, hostHeader: host, isTls, authorization, contentType, payload }
}

/** The request as the reference's client understood it: of text it signs what fetch would send in another spelling. */
export function asReferenceMeant(order: Order, { authorization, artifacts }: SignedByReference): RawRequest {
  const { host, port, resource = '' } = artifacts
  const request = asFetchSends(order, authorization)
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  const hostHeader = Number(port) === (request.isTls ? 443 : 80) ? name : `${name}:${port}`
  return { ...request, url: resource, hostHeader }
}

/** The reference's server reads `:80` under TLS as 443 (host-grammar). */
export function isPortMisread({ hostHeader, isTls }: RawRequest): boolean {
  return isTls && hostHeader.endsWith(':80')
}

/** The reference hashes an empty body only where it is text. */
export function forReference(payload: Uint8Array | string | undefined): Uint8Array | string | undefined {
  return payload?.length === 0 ? '' : payload
}

/** The reference's fields as ours. */
export function toOurFields({
  resource = '',
  ts,
  port,
  method = '',
  ...rest
}: ReferenceFields): SignedFields {
  return { ...rest, method, target: resource, ts: String(ts), port: Number(port) }
}

/** Our fields as the reference's. */
export function toReferenceFields({ target, ...rest }: SignedFields): ReferenceFields {
  return { ...rest, resource: target }
}
