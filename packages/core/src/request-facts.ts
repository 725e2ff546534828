import { describe } from './options.js'

/** What a verifier needs to know of a request, as it was received: nothing decoded, nothing normalised. */
export interface RequestFacts {
  /** The method as received. */
  method: string
  /** Path and query exactly as sent (origin-form), before any mount or rewrite. */
  target: string
  /** The host without its port; IPv6 in brackets or bare. */
  host: string
  /** The port that the client signed: the explicit one, else the protocol's. */
  port: number
  /** The `Authorization` header as received. */
  authorization: string | undefined
  /** The `Content-Type` header as received; its parameters are not signed. */
  contentType?: string | undefined
  /** The body, only when the whole of it is already at hand; text is hashed as UTF-8. */
  payload?: Uint8Array | string | undefined
}

/** The place that a request was sent to: the part of the facts that every kind of Hawk authentication signs. */
export type Destination = Pick<RequestFacts, 'host' | 'port'>

/**
 * Refuses facts of a wrong type: a mistake of the caller, not of the sender.
 *
 * @throws TypeError that names the field
 */
export function assertRequestFacts(where: string, facts: RequestFacts): void {
  assertText(where, 'method', facts.method)
  assertText(where, 'target', facts.target)
  assertDestination(where, facts)
  if (facts.authorization !== undefined) assertText(where, 'authorization', facts.authorization)
  assertContentType(where, facts.contentType)
  if (facts.payload !== undefined) assertPayload(where, facts.payload)
}

/** Refuses a host or port of a wrong type. */
export function assertDestination(where: string, { host, port }: Destination): void {
  assertText(where, 'host', host)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return
  throw new TypeError(`${where}: "port" must be a whole number from 0 to 65535, got ${describe(port)}`)
}

/** Refuses a body that is neither text nor bytes. */
export function assertPayload(where: string, payload: unknown): asserts payload is Uint8Array | string {
  if (typeof payload === 'string' || payload instanceof Uint8Array) return
  throw new TypeError(`${where}: "payload" must be a string or a Uint8Array, got ${describe(payload)}`)
}

/** Refuses a content type of a wrong type. */
export function assertContentType(where: string, contentType: unknown): void {
  if (contentType !== undefined) assertText(where, 'contentType', contentType)
}

function assertText(where: string, name: string, value: unknown): void {
  if (typeof value === 'string') return
  throw new TypeError(`${where}: "${name}" must be a string, got ${describe(value)}`)
}

const CONTROL = /[\x00-\x20\x7f]/
/** The characters of a host that can be signed. */
export const HOST = /^[\x21-\x7e]+$/

/** What was found good last: a server hears the same again and again. */
let goodTarget: string | undefined
let goodMethod: string | undefined
let goodHost: string | undefined

/**
 * Says what of the facts could not have been signed: a line feed in a field would let one MAC stand for two
 * requests. `undefined` where all is well.
 */
export function unsignable({
  method,
  target,
  host,
}: Pick<RequestFacts, 'method' | 'target' | 'host'>): string | undefined {
  if (target !== goodTarget && CONTROL.test(target)) return 'Bad request target'
  goodTarget = target
  if (method === goodMethod && host === goodHost) return undefined
  if (!HOST.test(host)) return 'Invalid Host header'
  if (CONTROL.test(method)) return 'Bad method'
  goodMethod = method
  goodHost = host
  return undefined
}
