import type { Accepted, HawkCredentials, HawkError } from '@hawk-auth/core'
import { judgeNoBody, planBody } from '@hawk-auth/core/guard'
import type { ByteBudget, CheckedGuardOptions, PayloadState } from '@hawk-auth/core/guard'
import type { BodyGate } from './body-gate.js'
import { CODINGS } from './content-coding.js'
import type { Coding } from './content-coding.js'
import type { Exchange } from './exchange.js'
import type { NodeRequest } from './messages.js'
import { StreamedBody } from './streamed-body.js'
import type { SettleStream } from './streamed-body.js'
import { WholeBody } from './whole-body.js'

/** What a body came to before a handler may run; `gone` where its sender went away. */
export type TakenBody = PayloadState | HawkError | 'gone'

/** A request whose header was accepted, and the guard that takes its body. */
export interface BodyToTake<C extends HawkCredentials> {
  exchange: Exchange
  accepted: Accepted<C>
  options: CheckedGuardOptions<C>
  budget: ByteBudget
  /** Told how a flowing body ended, after its handler was let run; `gone` where its sender went away. */
  streamEnded: (error: HawkError | null | 'gone') => void
}

/**
 * Step 8 for a body that arrives behind its header. Whole bodies are held until they are verified; with
 * `streamPayload` they flow, and a handler may run before their end. A body that has arrived already is held even then.
 */
export function takeBody<C extends HawkCredentials>(body: BodyToTake<C>): TakenBody | Promise<TakenBody> {
  const { accepted, options } = body
  const { request, gate, contentType } = body.exchange
  if (gate === undefined) return judgeNoBody(accepted, options, contentType)
  const { 'content-encoding': contentEncoding, 'content-length': contentLength } = request.headers
  const head = { contentType, contentEncoding, contentLength, codings: CODINGS }
  const plan = planBody(accepted, options, head)
  if (plan instanceof Error) return plan
  if (typeof plan === 'string') {
    gate.open()
    return plan
  }
  const { check, coding, mustBeEmpty } = plan
  const hasCome = coding === undefined ? gate.hasEnded : gate.endedEarly
  if (options.streamPayload && !hasCome && !mustBeEmpty) {
    return streamBody(body, gate, { check, coding, maxBytes: options.maxPayloadBytes })
  }
  // A held body is decoded at once: without a bound of the user's own, a small one could fill the memory.
  const unbounded = coding !== undefined && options.maxPayloadBytes === Infinity
  const maxBytes = unbounded ? MAX_HELD_DECODED_BYTES : options.maxPayloadBytes
  return holdBody(body, gate, { check, coding, mustBeEmpty, maxBytes, budget: body.budget })
}

/** The bound of a body that should flow, yet had come whole before the guard, in bytes after decoding. */
const MAX_HELD_DECODED_BYTES = 1_048_576

function holdBody<C extends HawkCredentials>(
  { exchange: { request, response } }: BodyToTake<C>,
  gate: BodyGate,
  rules: ConstructorParameters<typeof WholeBody>[1],
): Promise<TakenBody> {
  return new Promise((resolve) => {
    const body = new WholeBody(gate, rules, (result, bytes) => {
      if (bytes > 0 && needsDescription(request, rules.coding)) describeBody(request, bytes)
      resolve(result)
    })
    // Whatever comes first: the body was read, the sender went away, the answer is out.
    const end = (): void => {
      body.close()
      resolve('gone')
    }
    request.once('end', end)
    request.once('close', end)
    response.once('close', end)
    const bypassed = gate.handTo(body)
    if (bypassed !== null) resolve(bypassed)
  })
}

function streamBody<C extends HawkCredentials>(
  { exchange: { request }, streamEnded }: BodyToTake<C>,
  gate: BodyGate,
  rules: ConstructorParameters<typeof StreamedBody>[1],
): TakenBody {
  const settle: SettleStream = (error) => {
    request.removeListener('close', leave)
    streamEnded(error)
  }
  const body = new StreamedBody(gate, rules, settle)
  const leave = (): void => {
    body.abandon()
    streamEnded('gone')
  }
  request.once('close', leave)
  if (needsDescription(request, rules.coding)) describeBody(request, undefined)
  if (rules.coding !== undefined) resumeDecoding(request, body)
  return gate.handTo(body) ?? 'verified'
}

/**
 * Whether parsers would misread the headers: they would decode a body again, or count its coded bytes; and over HTTP/2
 * many take a body without a length for none.
 */
function needsDescription({ headers }: NodeRequest, coding: Coding | undefined): boolean {
  const { 'content-length': length, 'transfer-encoding': transfer } = headers
  return coding !== undefined || (length === undefined && transfer === undefined)
}

/** Tells parsers of the body that they get; without a length of one that flows. */
function describeBody({ headers }: NodeRequest, bytes: number | undefined): void {
  delete headers['content-encoding']
  delete headers['content-length']
  delete headers['transfer-encoding']
  if (bytes === undefined) headers['transfer-encoding'] = 'chunked'
  else headers['content-length'] = String(bytes)
}

/** Readers pull through the request; the decoder must hear of it too. */
function resumeDecoding(request: NodeRequest, body: StreamedBody): void {
  const read = request._read.bind(request)
  request._read = (size) => {
    body.resume()
    read(size)
  }
}
