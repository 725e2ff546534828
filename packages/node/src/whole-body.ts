import { HawkError } from '@hawk-auth/core'
import type { PayloadCheck } from '@hawk-auth/core'
import type { ByteBudget, PayloadState } from '@hawk-auth/core/guard'
import type { BodyGate } from './body-gate.js'
import type { BodySink } from './body-sink.js'
import { decodeBody } from './content-coding.js'
import type { Coding } from './content-coding.js'
import { PackedChunks } from './packed-chunks.js'

/** What a body is held against, and how much of it is taken. */
export interface BodyRules {
  check: PayloadCheck
  /** Whether nothing was signed of a body, so that its first byte decides. */
  mustBeEmpty: boolean
  maxBytes: number
  budget: ByteBudget
  coding: Coding | undefined
}

/** What became of a body. */
export type BodyResult = HawkError | Extract<PayloadState, 'verified' | 'empty'>

/** Told what became of a body, and how many bytes of it are handed on. */
export type SettleBody = (result: BodyResult, bytes: number) => void

/**
 * Takes a body whole, hashes it, and only when it is the one that was signed lets exactly the bytes that were hashed
 * through.
 */
export class WholeBody implements BodySink {
  readonly #gate: BodyGate
  readonly #rules: BodyRules
  readonly #settle: SettleBody
  readonly #chunks = new PackedChunks()
  #bytes = 0
  /** What is reserved of the budget, until the body is read or nobody will. */
  #reserved = 0
  #isSettled = false

  constructor(gate: BodyGate, rules: BodyRules, settle: SettleBody) {
    this.#gate = gate
    this.#rules = rules
    this.#settle = settle
  }

  take(chunk: Buffer): boolean {
    if (this.#isSettled) return false
    if (chunk.length === 0) return true
    const { check, mustBeEmpty, maxBytes, budget, coding } = this.#rules
    if (this.#bytes + chunk.length > maxBytes) return this.#fail(new HawkError('ERR_HAWK_PAYLOAD_TOO_LARGE'))
    if (!budget.reserve(chunk.length)) return this.#fail(new HawkError('ERR_HAWK_OVERLOADED'))
    this.#bytes += chunk.length
    this.#reserved += chunk.length
    this.#chunks.add(chunk)
    if (coding === undefined || mustBeEmpty) check.update(chunk)
    const error = mustBeEmpty ? check.finish() : null
    return error === null || this.#fail(error)
  }

  end(): void {
    if (this.#isSettled) return
    const { check, maxBytes, coding, budget } = this.#rules
    if (coding === undefined || this.#bytes === 0) {
      this.#finish(check.finish(), this.#chunks.take())
      return
    }
    const decoded = decodeBody(coding, Buffer.concat(this.#chunks.take()), maxBytes)
    if (decoded instanceof Error) {
      this.#fail(decoded)
      return
    }
    if (!budget.reserve(decoded.length)) {
      this.#fail(new HawkError('ERR_HAWK_OVERLOADED'))
      return
    }
    this.#reserved += decoded.length
    check.update(decoded)
    this.#finish(check.finish(), [decoded], decoded.length)
  }

  /** Gives up what is held, and its room: the body was read, or nobody will read it. */
  close(): void {
    this.#isSettled = true
    this.#rules.budget.free(this.#reserved)
    this.#reserved = 0
    this.#chunks.take()
  }

  #finish(error: HawkError | null, chunks: Buffer[], bytes = this.#bytes): void {
    if (error !== null) {
      this.#fail(error)
      return
    }
    this.#isSettled = true
    this.#settle(this.#bytes === 0 ? 'empty' : 'verified', bytes)
    this.#gate.release(chunks)
  }

  #fail(error: HawkError): false {
    this.close()
    this.#settle(error, 0)
    return false
  }
}
