import type { HawkError } from '@hawk-auth/core'
import type { Told } from '@hawk-auth/core/guard'
import { answerRefusal } from './answer-refusal.js'
import type { BodyGate } from './body-gate.js'
import { closeAfterAnswer } from './close-after-answer.js'
import { isHttp2 } from './messages.js'
import type { NodeRequest, NodeResponse } from './messages.js'
import { leaveUnsigned } from './sign-answers.js'
import { whenRead } from './when-read.js'

/** One request under a guard, and its answer. */
export interface Exchange extends Told {
  readonly request: NodeRequest
  readonly response: NodeResponse
  /** Absent where no body can come. */
  readonly gate: BodyGate | undefined
  readonly contentType: string | undefined
}

/**
 * Sees to it that a body which is let through while it arrives is taken to its end, even where its handler answers
 * without reading it. Node does that for bodies that nobody has begun to pull; the gate has.
 */
export function drainAfterAnswer({ request, response, gate }: Exchange): void {
  if (gate === undefined || gate.hasEnded) return
  response.once('finish', () => request.resume())
}

/**
 * Ends a body that flowed to its handler. Where it is not the one that was signed, its readers see the error instead
 * of the end, and the sender gets the refusal, or a cut connection where the answer has begun.
 */
export function endStream(exchange: Exchange, id: string, error: HawkError | null | 'gone'): void {
  if (error === null) {
    exchange.event?.accepted(id)
  } else if (error === 'gone') {
    exchange.event?.aborted()
  } else {
    exchange.event?.refused(error.code, error.message)
    whenRead(exchange.request, () => {
      breakOff(exchange, error)
    })
  }
}

function breakOff({ request, response, gate }: Exchange, error: HawkError): void {
  leaveUnsigned(response)
  gate?.break(error)
  if (gate?.hasEnded === false) closeAfterAnswer(request, response)
  // The handler hears of it first: what it answers to the error it was given is as good as ours.
  setImmediate(() => {
    if (!response.headersSent) answerRefusal(response, error)
    else if (!response.writableEnded) cut(request)
  })
}

const HTTP2_INTERNAL_ERROR = 2

/** Cuts the connection, or the HTTP/2 stream, of a request whose answer can't be ended well. */
export function cut(request: NodeRequest): void {
  if (isHttp2(request)) request.stream.close(HTTP2_INTERNAL_ERROR)
  else request.socket.destroy()
}
