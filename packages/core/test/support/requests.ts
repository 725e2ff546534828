import { signRequest } from '@hawk-auth/core'
import type { RequestFacts, RequestToSign } from '@hawk-auth/core'
import { client } from './clients.js'
import { NOW_S } from './fake-clock.js'

/** A request that is signed as `sign` says, and received with `received` changed. */
export function signedFacts(
  sign: Partial<RequestToSign> = {},
  received: Partial<RequestFacts> = {},
): RequestFacts {
  const { authorization, artifacts } = signRequest({
    url: 'https://example.com/jobs?page=2',
    credentials: client(),
    timestamp: NOW_S,
    ...sign,
  })
  const { method, target, host, port } = artifacts
  return {
    method,
    target,
    host,
    port,
    authorization,
    contentType: sign.contentType,
    payload: sign.payload,
    ...received,
  }
}

/** An `Authorization` header with one attribute rewritten. */
export function withAttribute(authorization: string | undefined, name: string, value: string): string {
  if (authorization === undefined) throw new Error('there is no header to change')
  const pattern = new RegExp(`\\b${name}="[^"]*"`)
  if (!pattern.test(authorization)) throw new Error(`the header has no ${name}`)
  return authorization.replace(pattern, () => `${name}="${value}"`)
}

/** One attribute of an `Authorization` header. */
export function attributeOf(header: string | undefined, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(header ?? '')?.[1]
  if (value === undefined) throw new Error(`the header has no ${name}`)
  return value
}

/** Facts whose MAC is not the one that was signed. */
export function withBadMac(facts: RequestFacts): RequestFacts {
  const mac = attributeOf(facts.authorization, 'mac')
  const otherMac = (mac.startsWith('A') ? 'B' : 'A') + mac.slice(1)
  return { ...facts, authorization: withAttribute(facts.authorization, 'mac', otherMac) }
}
