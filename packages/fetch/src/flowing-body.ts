import { HawkError } from '@hawk-auth/core'
import type { PayloadCheck } from '@hawk-auth/core'
import { asBytes } from './bytes.js'
import { giveUp } from './give-up.js'

/** What a flowing body is held against. */
export interface FlowRules {
  check: PayloadCheck
  maxBytes: number
}

/** Told once what became of a body: `null` is verified, `gone` that its source failed, `left` that its reader gave it up. */
export type SettleFlow = (fate: HawkError | null | 'gone' | 'left') => void

/**
 * Lets a body flow through the hash, in flat memory: nothing is taken that its reader does not ask for. One chunk is
 * always held back, and the end with it, until the hash is known; on a forged body the reader sees the error instead.
 */
export class FlowingBody {
  /** What the handler reads. */
  readonly stream: ReadableStream<Uint8Array>
  readonly #source: ReadableStreamDefaultReader<Uint8Array>
  readonly #rules: FlowRules
  readonly #settle: SettleFlow
  #lastChunk: Uint8Array | undefined
  #bytes = 0
  #hasBegun = false
  #error: HawkError | undefined

  constructor(source: ReadableStream<Uint8Array>, rules: FlowRules, settle: SettleFlow) {
    this.#source = source.getReader()
    this.#rules = rules
    this.#settle = settle
    this.stream = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => this.#pull(controller),
        cancel: (reason) => {
          settle('left')
          return this.#source.cancel(reason)
        },
      },
      { highWaterMark: 0 },
    )
  }

  /** Tells that the handler has answered: a body of which it asked no byte need not be waited for. */
  answered(): void {
    if (!this.#hasBegun) this.#settle('left')
  }

  /** The refusal, once the body turned out not to be the one that was signed. */
  get error(): HawkError | undefined {
    return this.#error
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.#hasBegun = true
    try {
      let free: Uint8Array | undefined
      while (free === undefined) {
        const { done, value } = await this.#source.read()
        if (done) {
          this.#end(controller)
          return
        }
        free = this.#pass(asBytes(value))
      }
      controller.enqueue(free)
    } catch (error) {
      this.#fail(controller, error)
    }
  }

  /** Hashes a chunk, and gives the one before it. */
  #pass(chunk: Uint8Array): Uint8Array | undefined {
    if (chunk.length === 0) return undefined
    this.#bytes += chunk.length
    if (this.#bytes > this.#rules.maxBytes) throw new HawkError('ERR_HAWK_PAYLOAD_TOO_LARGE')
    this.#rules.check.update(chunk)
    const before = this.#lastChunk
    this.#lastChunk = chunk
    return before
  }

  #end(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const error = this.#rules.check.finish()
    if (error !== null) throw error
    this.#settle(null)
    if (this.#lastChunk !== undefined) controller.enqueue(this.#lastChunk)
    controller.close()
  }

  #fail(controller: ReadableStreamDefaultController<Uint8Array>, error: unknown): void {
    if (error instanceof HawkError) {
      this.#error = error
      this.#settle(error)
    } else this.#settle('gone')
    controller.error(error)
    giveUp(this.#source, error)
  }
}
