import type { Accepted, HawkCredentials } from '@hawk-auth/core'
import type { ServerResponse } from 'node:http'
import { asServerResponse } from './answer-headers.js'
import type { NodeResponse } from './messages.js'
import { shadow } from './shadow.js'

/** The header that carries the signature of an answer. */
const SERVER_AUTHORIZATION = 'Server-Authorization'

/**
 * Signs what a handler answers, just before its head is sent. The hash covers the body where the whole of it is known
 * then and it is not coded yet; otherwise (streams, a head written by hand, HEAD, 204, 304, compression behind the guard)
 * the answer is signed without a hash, never with the hash of something else.
 *
 * Gives the way back, for an answer that turns out to be a refusal.
 */
export function signAnswers<C extends HawkCredentials>(
  method: string,
  raw: NodeResponse,
  accepted: Accepted<C>,
): () => void {
  const response = asServerResponse(raw)
  let isSigned = false
  const sign = (payload?: Uint8Array | string): void => {
    if (isSigned || response.headersSent) return
    isSigned = true
    const contentType = textOf(response.getHeader('Content-Type'))
    response.setHeader(SERVER_AUTHORIZATION, accepted.signResponse({ payload, contentType }))
  }
  const undo = [
    runBefore(response, 'write', () => sign()),
    runBefore(response, 'writeHead', () => sign()),
    runBefore(response, 'flushHeaders', () => sign()),
    runBefore(response, 'end', (args) => sign(isHashable(method, response) ? wholeBody(args) : undefined)),
  ]
  return () => {
    isSigned = true
    for (const back of undo.reverse()) back()
  }
}

/** Puts an action in front of a method of one response. */
function runBefore(
  response: ServerResponse,
  name: 'write' | 'writeHead' | 'flushHeaders' | 'end',
  action: (args: readonly unknown[]) => void,
): () => void {
  const method = Reflect.get(response, name) as (...args: unknown[]) => never
  return shadow(response, name, (...args: unknown[]) => {
    action(args)
    return Reflect.apply(method, response, args)
  })
}

/** Whether the body that is ended with is the body that the client will hash. */
function isHashable(method: string, response: ServerResponse): boolean {
  const { statusCode } = response
  if (method === 'HEAD' || statusCode === 204 || statusCode === 304) return false
  const coding = textOf(response.getHeader('Content-Encoding'))
  return coding === undefined || coding.toLowerCase() === 'identity'
}

/** The body, where `end` was given all of it. */
function wholeBody([chunk, encoding]: readonly unknown[]): Uint8Array | string | undefined {
  if (chunk === undefined || chunk === null || typeof chunk === 'function') return ''
  if (chunk instanceof Uint8Array) return chunk
  if (typeof chunk !== 'string') return undefined
  return typeof encoding === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk
}

function textOf(header: number | string | string[] | undefined): string | undefined {
  const first = Array.isArray(header) ? header[0] : header
  return typeof first === 'string' ? first : undefined
}
