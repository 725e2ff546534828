import type { Accepted, HawkCredentials } from '@hawk-auth/core'
import type { AnswerRules } from './answer-rules.js'
import { readAtHand } from './at-hand.js'

/** Completes the answer of a handler; its body is the same. */
export async function completeAnswer(
  response: Response,
  { method, variesByAuthorization, signedFor, isPrivate }: AnswerRules,
): Promise<Response> {
  if (!isSendable(response)) return response
  const { answer, signature } =
    signedFor === undefined
      ? { answer: response, signature: undefined }
      : await sign(method, response, signedFor)
  if (!variesByAuthorization && !isPrivate && signature === undefined) return answer
  return withHeaders(answer, (headers) => {
    if (variesByAuthorization) varyByAuthorization(headers)
    if (isPrivate && !headers.has('cache-control')) headers.set('Cache-Control', 'private, no-store')
    if (signature !== undefined) headers.set('Server-Authorization', signature)
  })
}

/** Neither an upgraded connection nor a network error, which no `Response` can be made like. */
function isSendable({ status }: Response): boolean {
  return status >= 200 && status <= 599
}

interface SignedAnswer {
  answer: Response
  signature: string
}

/**
 * Signs an answer: with the hash of its body where the whole of it is at hand, otherwise (streams, HEAD, 204, 304, an
 * answer that is coded already) without one, never with the hash of something else.
 */
async function sign(
  method: string,
  response: Response,
  accepted: Accepted<HawkCredentials>,
): Promise<SignedAnswer> {
  const { body, headers } = response
  const contentType = headers.get('content-type') ?? undefined
  const unhashed = (answer: Response): SignedAnswer => ({ answer, signature: accepted.signResponse() })
  if (!isHashable(method, response)) return unhashed(response)
  if (body === null) {
    return { answer: response, signature: accepted.signResponse({ payload: '', contentType }) }
  }
  const atHand = await readAtHand(body)
  if (!atHand.isWhole) return unhashed(new Response(atHand.stream, response))
  const payload = atHand.bytes
  return {
    answer: new Response(payload, response),
    signature: accepted.signResponse({ payload, contentType }),
  }
}

/** Whether the body is the one that the client will hash. Servers give a body without a type one of their own. */
function isHashable(method: string, { status, headers, body, bodyUsed }: Response): boolean {
  if (method === 'HEAD' || status === 204 || status === 304) return false
  if ((headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity') return false
  return body === null || (headers.has('content-type') && !bodyUsed && !body.locked)
}

/**
 * Sets headers of an answer. One with a body belongs to its request alone; one without may be a constant that many
 * requests are answered with, and some (redirects, fetched ones) can't be changed at all: those are copied.
 */
function withHeaders(response: Response, set: (headers: Headers) => void): Response {
  if (response.body !== null) {
    try {
      set(response.headers)
      return response
    } catch {
      // Immutable: nothing was set.
    }
  }
  const copy = new Response(response.body, response)
  set(copy.headers)
  return copy
}

function varyByAuthorization(headers: Headers): void {
  if (!/(?:^|,)\s*(?:authorization|\*)\s*(?:,|$)/i.test(headers.get('vary') ?? '')) {
    headers.append('Vary', 'Authorization')
  }
}
