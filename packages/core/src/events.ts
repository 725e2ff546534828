import { channel } from 'node:diagnostics_channel'
import { stopwatch } from './clock.js'
import { Malformed, parseAuthorization } from './protocol/index.js'
import type { HawkErrorCode } from './refusals.js'

/** What is published of one request, once its fate is known. Nothing in it is a key or a MAC. */
export interface HawkEvent {
  /** The refusal; absent from accepted and aborted requests. */
  code: HawkErrorCode | undefined
  /** The true reason, for logs alone. */
  reason: string
  /** What a store threw, for logs alone. */
  cause: unknown
  /** The id as sent, unauthenticated where refused: at most 64 characters, control characters escaped. */
  id: string | undefined
  /** The server's time less the sender's, in milliseconds; absent where no `ts` was readable. */
  skewMs: number | undefined
  /** From the entry of the guard to the fate of the request, in milliseconds. */
  durationMs: number
}

const accepted = channel('hawk-auth:accepted')
const refused = channel('hawk-auth:refused')
const aborted = channel('hawk-auth:aborted')

/** Whether anybody listens; nothing is gathered where nobody does. */
export function hasListeners(): boolean {
  return accepted.hasSubscribers || refused.hasSubscribers || aborted.hasSubscribers
}

/** Gathers the event of one request and publishes it once. */
export class RequestEvent {
  readonly #authorization: string | undefined
  readonly #nowMs: () => number
  readonly #startedAt = stopwatch()
  #isPublished = false

  constructor(authorization: string | undefined, nowMs: () => number) {
    this.#authorization = authorization
    this.#nowMs = nowMs
  }

  /** Tells that the request reached its handler (streaming: that its body was the one that was signed). */
  accepted(id: string): void {
    this.#publish(accepted, undefined, 'accepted', undefined, id)
  }

  /** Tells that the request was refused. */
  refused(code: HawkErrorCode, reason: string, cause?: unknown): void {
    this.#publish(refused, code, reason, cause)
  }

  /** Tells that the sender went away before there was an answer. */
  aborted(): void {
    this.#publish(aborted, undefined, 'aborted', undefined)
  }

  #publish(
    to: ReturnType<typeof channel>,
    code: HawkErrorCode | undefined,
    reason: string,
    cause: unknown,
    provenId?: string,
  ): void {
    if (this.#isPublished) return
    this.#isPublished = true
    if (!to.hasSubscribers) return
    const { id: sentId, skewMs } = this.#sender()
    const id = provenId === undefined ? sentId : showId(provenId)
    const durationMs = stopwatch() - this.#startedAt
    to.publish({ code, reason, cause, id, skewMs, durationMs } satisfies HawkEvent)
  }

  #sender(): Pick<HawkEvent, 'id' | 'skewMs'> {
    const reading = parseAuthorization(this.#authorization)
    if (reading === 'absent' || reading instanceof Malformed) return { id: undefined, skewMs: undefined }
    const { id, ts } = reading
    const skewMs = ts === undefined ? NaN : this.#nowMs() - Number(ts) * 1000
    return {
      id: id === undefined ? undefined : showId(id),
      skewMs: Number.isFinite(skewMs) ? skewMs : undefined,
    }
  }
}

const LONGEST_ID = 64

/** An id as logs may show it: cut, with control characters escaped. It is a copy, so no event holds a header alive. */
function showId(id: string): string {
  return JSON.stringify(id.slice(0, LONGEST_ID)).slice(1, -1)
}
