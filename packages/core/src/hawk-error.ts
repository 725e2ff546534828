import { REFUSALS } from './refusals.js'
import type { HawkErrorCode, RefusalRow } from './refusals.js'

/** What makes one refusal differ from its row in the table. */
export interface RefusalDetail {
  /** A more exact outward text. */
  message?: string | undefined
  /** `ts` and `tsm` of a stale timestamp's challenge. */
  challenge?: { ts: string; tsm: string } | undefined
}

/**
 * An error that captures no stack. A refusal is an answer, not a fault: its frames would say nothing of the sender's
 * mistake, and even an Error that keeps none costs four times the check that refused.
 */
class StacklessError {
  message: string

  constructor(message: string) {
    this.message = message
  }

  get stack(): string {
    return `HawkError: ${this.message}`
  }

  set stack(value: string) {
    Object.defineProperty(this, 'stack', { value, configurable: true, writable: true, enumerable: false })
  }
}
Object.setPrototypeOf(StacklessError.prototype, Error.prototype)
Object.defineProperty(StacklessError.prototype, Symbol.toStringTag, { value: 'Error', configurable: true })

/** Its prototype is Error's, so that it is one for `instanceof` and for every framework. */
const ErrorWithoutStack = StacklessError as unknown as new (message: string) => Error

/**
 * A refusal as an `Error` that Express, Koa and Fastify answer rightly by just passing it on. It is made fresh for
 * each refusal, without a captured stack; it can be extended and written to, because frameworks do both. No field of
 * it holds a key, a MAC or a driver's text.
 */
export class HawkError extends ErrorWithoutStack {
  /** Which refusal; the same for an unknown id and a bad MAC. */
  code: HawkErrorCode
  /** The HTTP status. */
  status: number
  /** The same status, for frameworks that look here. */
  statusCode: number
  /** Headers of the answer: always `Cache-Control: no-store`; the challenge and `Retry-After` where they belong. */
  headers: Record<string, string>
  /** Whether `message` may be shown to the sender. */
  expose: boolean

  constructor(code: HawkErrorCode, detail?: RefusalDetail) {
    const row: RefusalRow = REFUSALS[code]
    const message = detail?.message ?? row.message
    super(message)
    this.code = code
    this.status = row.status
    this.statusCode = row.status
    this.headers =
      detail === undefined || row.challenge !== 'error'
        ? { ...USUAL_HEADERS[code] }
        : refusalHeaders(row, message, detail.challenge)
    this.expose = row.status < 500
  }

  /** One line in logs: frameworks print errors that they answer, and anybody can cause a refusal. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `HawkError [${this.code}]: ${this.message}`
  }

  static {
    Object.defineProperty(HawkError.prototype, 'name', {
      value: 'HawkError',
      configurable: true,
      writable: true,
    })
  }
}

/** Values come from the table and from our own digests, so they need no check on their way into a header. */
function refusalHeaders(
  row: RefusalRow,
  message: string,
  challenge: RefusalDetail['challenge'],
): Record<string, string> {
  const headers: Record<string, string> = { 'Cache-Control': 'no-store' }
  if (row.challenge === 'bare') headers['WWW-Authenticate'] = 'Hawk'
  if (row.challenge === 'error') {
    const time = challenge === undefined ? '' : `ts="${challenge.ts}", tsm="${challenge.tsm}", `
    headers['WWW-Authenticate'] = `Hawk ${time}error="${message}"`
  }
  if (row.retryAfterSeconds !== undefined) headers['Retry-After'] = String(row.retryAfterSeconds)
  return headers
}

/** The headers of refusals that bring no detail, written once. */
const USUAL_HEADERS = Object.fromEntries(
  Object.entries<RefusalRow>(REFUSALS).map(([code, row]) => [
    code,
    refusalHeaders(row, row.message, undefined),
  ]),
) as Record<HawkErrorCode, Record<string, string>>
