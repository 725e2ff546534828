import { HawkError } from '@hawk-auth/core'
import type { PayloadCheck } from '@hawk-auth/core'
import type { BodyGate } from './body-gate.js'
import type { BodySink } from './body-sink.js'
import { createDecoder, undecodable } from './content-coding.js'
import type { Coding, Decoder } from './content-coding.js'

/** What a flowing body is held against. */
export interface StreamRules {
  check: PayloadCheck
  maxBytes: number
  coding: Coding | undefined
}

/** Told what became of a body, once its end has come. */
export type SettleStream = (error: HawkError | null) => void

/**
 * Lets a body flow through the hash in flat memory. One chunk is always held back, and the end with it, until the hash
 * is known: a reader that counts bytes is not done before it either.
 */
export class StreamedBody implements BodySink {
  readonly #gate: BodyGate
  readonly #check: PayloadCheck
  readonly #maxBytes: number
  readonly #settle: SettleStream
  readonly #decoding: Decoding | undefined
  #lastChunk: Uint8Array | undefined
  #bytes = 0
  #isSettled = false

  constructor(gate: BodyGate, { check, maxBytes, coding }: StreamRules, settle: SettleStream) {
    this.#gate = gate
    this.#check = check
    this.#maxBytes = maxBytes
    this.#settle = settle
    if (coding === undefined) return
    this.#decoding = new Decoding(createDecoder(coding), {
      chunk: (chunk) => this.#pass(chunk),
      end: () => {
        this.#finish()
      },
      fail: () => {
        this.#fail(undecodable())
      },
      drain: () => {
        this.#gate.pull()
      },
    })
  }

  take(chunk: Buffer): boolean {
    if (this.#isSettled) return false
    return this.#decoding === undefined ? this.#pass(chunk) : this.#decoding.write(chunk)
  }

  end(): void {
    if (this.#isSettled) return
    if (this.#decoding === undefined) this.#finish()
    else this.#decoding.end()
  }

  /** Goes on where the readers wanted more: decoded bytes wait on their own side of the decoder. */
  resume(): void {
    this.#decoding?.resume()
  }

  /** Gives up: the sender is gone. */
  abandon(): void {
    this.#isSettled = true
    this.#decoding?.destroy()
  }

  #pass(chunk: Uint8Array): boolean {
    if (this.#isSettled || chunk.length === 0) return true
    this.#bytes += chunk.length
    if (this.#bytes > this.#maxBytes) return this.#fail(new HawkError('ERR_HAWK_PAYLOAD_TOO_LARGE'))
    this.#check.update(chunk)
    const before = this.#lastChunk
    this.#lastChunk = chunk
    return before === undefined || this.#gate.forward(before)
  }

  #finish(): void {
    if (this.#isSettled) return
    const error = this.#check.finish()
    if (error !== null) {
      this.#fail(error)
      return
    }
    this.#isSettled = true
    this.#gate.release(this.#lastChunk === undefined ? [] : [this.#lastChunk])
    this.#settle(null)
  }

  #fail(error: HawkError): false {
    this.abandon()
    this.#settle(error)
    return false
  }
}

/** What a decoder is connected to. */
interface DecodingTarget {
  chunk(chunk: Uint8Array): boolean
  end(): void
  fail(): void
  drain(): void
}

/** Takes a content coding off a flowing body, and refuses what is behind its end. */
class Decoding {
  readonly #decoder: Decoder
  #writtenBytes = 0

  constructor(decoder: Decoder, target: DecodingTarget) {
    this.#decoder = decoder
    decoder.on('data', (chunk: Uint8Array) => {
      if (!target.chunk(chunk)) decoder.pause()
    })
    decoder.on('end', () => {
      if (decoder.bytesWritten === this.#writtenBytes) target.end()
      else target.fail()
    })
    decoder.on('error', () => {
      target.fail()
    })
    decoder.on('drain', () => {
      target.drain()
    })
  }

  write(chunk: Buffer): boolean {
    this.#writtenBytes += chunk.length
    return this.#decoder.write(chunk)
  }

  end(): void {
    this.#decoder.end()
  }

  resume(): void {
    this.#decoder.resume()
  }

  destroy(): void {
    this.#decoder.destroy()
  }
}
