import type { Mutation } from './mutation.js'

/** What a hostile request has coming. */
export interface Due {
  /**
   * - `answer`: 4xx, whole
   * - `answer or end`: 4xx, or a connection that is closed
   * - `nothing`: the server may wait for the rest as long as it likes; what it answers is 4xx
   */
  kind: 'answer' | 'answer or end' | 'nothing'
  /** How the first answer may read. */
  statuses: readonly number[]
  /** Whether the sender says at once that nothing more will come: nobody knows what the server still waits for. */
  senderEnds: boolean
}

/** How Node itself answers what it can't read. */
const PARSER_STATUSES = [400, 408, 413, 417, 431]

/** Heads of fewer bytes are never too large for Node, whose bound is 16 KiB. */
const SURELY_READ_BYTES = 15_000

/**
 * Says what is due to a request with these mutations.
 *
 * Whatever refuses first decides, so the first answer is one of theirs together. A head that is refused is answered even
 * where the body never comes to its end; a body that is refused only when it is whole.
 */
export function dueTo(mutations: readonly Mutation[], headBytes: number): Due {
  const has = (...grades: Mutation['grade'][]): boolean =>
    mutations.some(({ grade }) => grades.includes(grade))
  const statuses = [...new Set(mutations.flatMap((mutation) => mutation.statuses))]
  const isHeadCut = mutations.some(({ grade, parts }) => grade === 'cut' && parts.includes('fields'))
  const isReadByAll = !has('parser', 'unsure') && headBytes < SURELY_READ_BYTES
  const isCut = has('cut')
  if (isReadByAll && !isHeadCut && (has('head') || (has('body') && !isCut))) {
    return { kind: 'answer', statuses, senderEnds: false }
  }
  const all = [...new Set([...statuses, ...PARSER_STATUSES])]
  if (isCut) return { kind: 'nothing', statuses: all, senderEnds: true }
  return { kind: 'answer or end', statuses: all, senderEnds: has('unsure') }
}

/** Whether a mutation alone keeps a request from being admitted, on every Node and whatever else is wrong with it. */
export function denies({ grade }: Mutation): boolean {
  return grade === 'head' || grade === 'body' || grade === 'parser'
}
