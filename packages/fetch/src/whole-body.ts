import { HawkError } from '@hawk-auth/core'
import type { PayloadCheck } from '@hawk-auth/core'
import type { ByteBudget, PayloadState } from '@hawk-auth/core/guard'
import { asBytes } from './bytes.js'
import { giveUp } from './give-up.js'

/** What a body is held against, and how much of it is taken. */
export interface BodyRules {
  check: PayloadCheck
  /** Whether nothing was signed of a body, so that its first byte decides. */
  mustBeEmpty: boolean
  maxBytes: number
  budget: ByteBudget
}

/** What became of a body; `gone` where its source failed. */
export type BodyResult = HawkError | Extract<PayloadState, 'verified' | 'empty'> | 'gone'

/**
 * What a chunk takes at least while it waits, in bytes, beyond the first few: the sender chooses where chunks end, and
 * each is an object of its own.
 */
const SMALLEST_CHUNK_BYTES = 256
const FEW_CHUNKS = 64

/**
 * Hashes a whole body through a clone of its request. The clone and the request get the very same chunks of one source;
 * those of the request wait there, unread, until the handler asks for them.
 */
export async function hashWholeBody(request: Request, rules: BodyRules): Promise<BodyResult> {
  const clone = cloneBody(request)
  if (clone === null) return new HawkError('ERR_HAWK_BODY_ALREADY_READ')
  const reader = clone.getReader()
  const result = await hashAll(reader, rules)
  if (result === 'verified' || result === 'empty') {
    // Somebody who did not wait for the guard has read what was not verified.
    if (!request.bodyUsed && request.body?.locked === false) return result
    return new HawkError('ERR_HAWK_BODY_ALREADY_READ')
  }
  giveUp(reader)
  giveUp(request.body)
  return result
}

/**
 * The clone of each request that is still there. Before Node 20.20 the collection of a clone cancels the body of the
 * request it was made of: what was verified would never come to its handler.
 */
const clones = new WeakMap<Request, Request>()

/** A second reading of a body; null where it is being read, or was. */
function cloneBody(request: Request): ReadableStream<Uint8Array> | null {
  try {
    const clone = request.clone()
    clones.set(request, clone)
    return clone.body
  } catch {
    return null
  }
}

async function hashAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { check, mustBeEmpty, maxBytes, budget }: BodyRules,
): Promise<BodyResult> {
  let bytes = 0
  let chunks = 0
  let reserved = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return check.finish() ?? (bytes === 0 ? 'empty' : 'verified')
      const chunk = asBytes(value)
      bytes += chunk.length
      chunks += 1
      if (bytes > maxBytes) return new HawkError('ERR_HAWK_PAYLOAD_TOO_LARGE')
      const more = Math.max(bytes, (chunks - FEW_CHUNKS) * SMALLEST_CHUNK_BYTES) - reserved
      if (!budget.reserve(more)) return new HawkError('ERR_HAWK_OVERLOADED')
      reserved += more
      check.update(chunk)
      const error = mustBeEmpty && bytes > 0 ? check.finish() : null
      if (error !== null) return error
    }
  } catch {
    return 'gone'
  } finally {
    budget.free(reserved)
  }
}
