import { HawkError } from '@hawk-auth/core'
import { Readable } from 'node:stream'
import type { BodySink } from './body-sink.js'
import { Discard } from './discard.js'
import { doNothing } from './do-nothing.js'
import { closingOf, hasEnded, isHttp2, senderGone } from './messages.js'
import type { NodeRequest } from './messages.js'
import { shadow } from './shadow.js'

const NOTHING = Buffer.alloc(0)

/**
 * Stands between a request's bytes and everybody who reads them. It steps in front of the raw message's own `push`, so
 * that no parser, plugin or handler, whichever object it reads, sees a byte that was not let through.
 *
 * Until somebody decides it takes nothing: bytes that come are held, and the source is asked to wait.
 */
export class BodyGate {
  /** The very message that it stands before. */
  readonly request: NodeRequest
  readonly #push: (chunk: unknown, encoding?: BufferEncoding) => boolean
  readonly #held: Buffer[] = []
  /** Bytes that were in the stream before the gate; they stay there, out of reach, until somebody decides. */
  readonly #earlyBytes: number
  /** Whether the stream had its end before the gate: bytes can only be put back into it, all at once. */
  readonly endedEarly: boolean
  #hasEnded: boolean
  #sink: BodySink | undefined
  #isSourceWaiting = false
  #stopPushing: () => void
  #stopHiding: () => void = doNothing

  constructor(request: NodeRequest) {
    this.request = request
    this.wasReadBefore = request.readableFlowing !== null || request.readableDidRead
    this.#push = request.push.bind(request)
    this.#earlyBytes = request.readableLength
    this.endedEarly = hasEnded(request)
    this.#hasEnded = this.endedEarly
    this.#stopPushing = this.#interceptPush()
    if (this.#earlyBytes > 0) this.#stopHiding = shadow(request, 'read', () => null)
  }

  /** Whether somebody has begun to read the body before the gate: it can't be verified any more. */
  readonly wasReadBefore: boolean

  /** Whether the whole body has arrived. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /**
   * Hands the body to a sink: what has come already, then what comes. Gives the refusal where bytes went past the gate
   * meanwhile.
   */
  handTo(sink: BodySink): HawkError | null {
    if (this.#wasBypassed()) return new HawkError('ERR_HAWK_BODY_ALREADY_READ')
    this.#sink = sink
    for (const chunk of [...this.#takeEarly(), ...this.#held.splice(0)]) sink.take(chunk)
    if (this.#hasEnded) sink.end()
    else this.pull()
    return null
  }

  /** Asks the source to go on. */
  pull(): void {
    this.#isSourceWaiting = false
    // An empty push ends a read that is under way; a read of nothing begins the next.
    this.#push(NOTHING)
    Readable.prototype.read.call(this.request, 0)
  }

  /** Lets one chunk through; false where the readers have enough for now. */
  forward(chunk: Uint8Array): boolean {
    return this.#push(chunk)
  }

  /** Lets a whole body through, with its end, and steps aside. */
  release(chunks: readonly Uint8Array[]): void {
    this.#stepAside()
    if (this.endedEarly) {
      // The stream has its end already: what belongs before it can only be put back, in this very tick.
      if (chunks.length > 0) this.request.unshift(Buffer.concat(chunks))
      this.#wakeReaders()
      return
    }
    for (const chunk of chunks) this.#push(chunk)
    this.#push(null)
  }

  /** Lets everything through unlooked at: what has come already, and what comes. */
  open(): void {
    this.#stepAside()
    for (const chunk of this.#held.splice(0)) this.#push(chunk)
    if (this.#hasEnded && !this.endedEarly) this.#push(null)
    else if (this.#isSourceWaiting) this.pull()
    this.#wakeReaders()
  }

  /** Ends the stream, empty, for everybody behind the gate, and throws away what still arrives. */
  refuse(): void {
    this.#discard()
    if (hasEnded(this.request)) return
    this.pull()
    // Node takes an end before the message is complete for an abort, and would cut the connection.
    if (!isHttp2(this.request)) this.request.complete = true
    this.#push(null)
  }

  /** Whether bytes are flowing through to readers while the body is still arriving. */
  get isFlowing(): boolean {
    return this.#sink !== undefined && !this.#hasEnded
  }

  /** Breaks the stream off for its readers, without cutting the connection: they see the error instead of the end. */
  break(error: Error): void {
    this.#discard()
    shadow(this.request, '_destroy', (reason, done) => {
      done(reason)
    })
    this.#destroy(error)
  }

  /** An error that nobody listens for would end the process. */
  #destroy(error: Error): void {
    this.request.destroy(this.request.listenerCount('error') > 0 ? error : undefined)
  }

  #discard(): void {
    this.#stepAside()
    this.#takeEarly()
    this.#held.length = 0
    this.#sink = new Discard()
    this.#stopPushing = this.#interceptPush()
  }

  #interceptPush(): () => void {
    return shadow(this.request, 'push', (chunk: unknown, encoding?: BufferEncoding) =>
      this.#receive(chunk, encoding),
    )
  }

  #receive(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (chunk === null) return this.#receiveEnd()
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : (chunk as Buffer)
    if (this.#sink === undefined) this.#held.push(bytes)
    const goesOn = this.#sink?.take(bytes) ?? false
    if (!goesOn) this.#isSourceWaiting = true
    return goesOn
  }

  #receiveEnd(): boolean {
    const isFirst = !this.#hasEnded
    this.#hasEnded = true
    const closing = closingOf(this.request)
    if (closing === undefined ? isFirst : !isFirst && closing === 'well') this.#sink?.end()
    // The next read would bring the process down, and an end would be that of another body than was signed.
    if (closing !== undefined && closing !== 'begun' && !hasEnded(this.request)) this.#destroy(senderGone())
    return false
  }

  #wasBypassed(): boolean {
    return (
      this.request.readableLength !== this.#earlyBytes ||
      (this.#earlyBytes > 0 && this.request.readableEncoding !== null)
    )
  }

  /** Takes the early bytes out of the stream without anybody hearing of them. */
  #takeEarly(): Buffer[] {
    this.#stopHiding()
    this.#stopHiding = doNothing
    const chunks: Buffer[] = []
    const emit = this.request.emit.bind(this.request) as (
      event: string | symbol,
      ...rest: unknown[]
    ) => boolean
    const hearAgain = shadow(this.request, 'emit', (event: string | symbol, ...rest: unknown[]) =>
      event === 'data' ? false : emit(event, ...rest),
    )
    for (let chunk = this.#readEarly(); chunk !== null; chunk = this.#readEarly()) chunks.push(chunk)
    hearAgain()
    return chunks
  }

  /** Readers that began to flow meanwhile have looked already, and found nothing: let them look again. */
  #wakeReaders(): void {
    if (this.#earlyBytes > 0 && this.request.readableFlowing === true) this.request.pause().resume()
  }

  #readEarly(): Buffer | null {
    return this.request.readableLength > 0 ? (this.request.read() as Buffer | null) : null
  }

  #stepAside(): void {
    this.#stopPushing()
    this.#stopPushing = doNothing
    this.#stopHiding()
    this.#stopHiding = doNothing
  }
}
