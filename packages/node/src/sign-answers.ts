import type { Accepted, HawkCredentials } from '@hawk-auth/core'
import type { ServerResponse } from 'node:http'
import { asServerResponse, headerText } from './answer-headers.js'
import { doNothing } from './do-nothing.js'
import { isHttp2Response } from './messages.js'
import type { NodeResponse } from './messages.js'
import { putHead } from './put-head.js'
import type { HeadArguments } from './put-head.js'
import { shadow } from './shadow.js'

/** The header that carries the signature of an answer. */
const SERVER_AUTHORIZATION = 'Server-Authorization'

/** Answers that have no body whatever their handler gives; over HTTP/1 Node sends that of a 205. */
const BODILESS_STATUSES = new Set([204, 205, 304])

/** Where an answer carries its signing. */
const SIGNING = Symbol('hawk-auth: signing')

interface Signed {
  [SIGNING]?: SignedAnswer
}

/**
 * Signs what a handler answers, when its head goes out. The hash covers the body where the whole of it is known then:
 * what `end` is given, also behind a head written by hand, or what was noted before compression. Otherwise (streams,
 * HEAD, 204, 304, compression behind the guard) the answer is signed without a hash, never with that of something else.
 */
export function signAnswer<C extends HawkCredentials>(
  method: string,
  response: NodeResponse,
  accepted: Accepted<C>,
): void {
  const signed: NodeResponse & Signed = response
  signed[SIGNING] = new SignedAnswer(method, response, accepted)
}

/** Leaves an answer unsigned that turns out to be a refusal. */
export function leaveUnsigned(response: NodeResponse): void {
  const signed: NodeResponse & Signed = response
  signed[SIGNING]?.stop()
}

/**
 * Tells what a handler answers, before any compression that follows; what is neither text nor bytes takes back what was
 * told before. Only an answer whose head goes out with a content coding is signed by it: the hash is over the body before
 * its coding.
 */
export function noteAnswer(response: NodeResponse, payload: unknown): void {
  const signed: NodeResponse & Signed = response
  signed[SIGNING]?.note(payload)
}

type Call = (...args: unknown[]) => never

class SignedAnswer {
  readonly #method: string
  readonly #response: ServerResponse
  readonly #accepted: Accepted<HawkCredentials>
  readonly #writeHead: Call
  /** Whether a head was written by hand that waits for the body, whose hash it must name. */
  #hasHead = false
  #showHead = doNothing
  /** What the handler answered, before a coding. */
  #noted: Uint8Array | string | undefined
  #isSigned = false

  constructor(method: string, raw: NodeResponse, accepted: Accepted<HawkCredentials>) {
    const response = asServerResponse(raw)
    this.#method = method
    this.#response = response
    this.#accepted = accepted
    this.#writeHead = methodOf(response, 'writeHead')
    this.#signBefore('write', unknownBody)
    this.#signBefore('flushHeaders', unknownBody)
    this.#signBefore('end', wholeBody)
    shadow(response, 'writeHead', (...head: unknown[]) => this.#takeHead(head))
  }

  note(payload: unknown): void {
    this.#noted = typeof payload === 'string' || payload instanceof Uint8Array ? payload : undefined
  }

  /** Sends whatever comes from now on unsigned. What stands in front of methods stays: others may stand in front of it. */
  stop(): void {
    this.#isSigned = true
    this.#sendHead(undefined)
  }

  /** Puts the signing in front of a method that sends the head. */
  #signBefore(
    name: 'write' | 'flushHeaders' | 'end',
    bodyOf: (args: readonly unknown[]) => Uint8Array | string | undefined,
  ): void {
    const method = methodOf(this.#response, name)
    shadow(this.#response, name, (...args: unknown[]) => {
      this.#sendHead(bodyOf(args))
      return Reflect.apply(method, this.#response, args)
    })
  }

  /** Keeps a head until the body comes. Node calls this too, once the head is signed; a second head is its to refuse. */
  #takeHead(head: HeadArguments): ServerResponse {
    if (this.#hasHead) this.#sendHead(undefined)
    const isTaken = !this.#isSigned && !this.#response.headersSent && putHead(this.#response, head)
    if (!isTaken) return Reflect.apply(this.#writeHead, this.#response, head)
    this.#hasHead = true
    this.#showHead = shadow(this.#response, 'headersSent', true)
    // Over HTTP/2 a head leaves as soon as it is written: it does not wait for a body that comes later.
    if (isHttp2Response(this.#response)) {
      process.nextTick(() => {
        if (this.#hasHead) this.#sendHead(undefined)
      })
    }
    return this.#response
  }

  #sendHead(payload: Uint8Array | string | undefined): void {
    const hadHead = this.#hasHead
    this.#hasHead = false
    this.#showHead()
    this.#showHead = doNothing
    if (!this.#isSigned && !this.#response.headersSent) {
      this.#response.setHeader(SERVER_AUTHORIZATION, this.#sign(payload))
    }
    this.#isSigned = true
    if (hadHead) Reflect.apply(this.#writeHead, this.#response, [this.#response.statusCode])
  }

  #sign(payload: Uint8Array | string | undefined): string {
    const response = this.#response
    const hasBody = this.#method !== 'HEAD' && !BODILESS_STATUSES.has(Number(response.statusCode))
    const isPlain = /^(?:identity)?$/i.test(headerText(response.getHeader('Content-Encoding')) ?? '')
    return this.#accepted.signResponse({
      payload: hasBody ? (isPlain ? payload : this.#noted) : undefined,
      contentType: headerText(response.getHeader('Content-Type')),
    })
  }
}

function methodOf(response: ServerResponse, name: 'write' | 'writeHead' | 'flushHeaders' | 'end'): Call {
  return Reflect.get(response, name) as Call
}

/** The body behind a head that leaves before it. */
function unknownBody(): undefined {
  return undefined
}

/** The body, where `end` was given all of it. */
function wholeBody([chunk, encoding]: readonly unknown[]): Uint8Array | string | undefined {
  if (chunk === undefined || chunk === null || typeof chunk === 'function') return ''
  if (chunk instanceof Uint8Array) return chunk
  if (typeof chunk !== 'string') return undefined
  return typeof encoding === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk
}
