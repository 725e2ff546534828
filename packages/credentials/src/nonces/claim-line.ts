import type { Claim } from '@hawk-auth/core'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { hexOf } from './insert-nonces.js'
import type { NonceRow } from './insert-nonces.js'

/** Inserts rows of different digests, in their order, and gives the digests that were not there, in hex. */
type InsertRows = (rows: readonly NonceRow[]) => Promise<ReadonlySet<string>>

/** A claim that waits for its turn, or for the database. */
export interface WaitingClaim {
  readonly row: NonceRow
  readonly answer: Promise<Claim>
  /** Nobody waits for it any more: it is left out if its turn has not come. */
  isGivenUp: boolean
}

interface Waiting extends WaitingClaim {
  settle: (claim: Claim) => void
  fail: (error: unknown) => void
}

/** How many rows go into one statement. */
const LARGEST_BATCH = 500

/**
 * Has claims wait in line, and inserts what has come together in one statement: one wait for the disk is for all of them.
 * A statement that fails fails all its claims.
 */
export class ClaimLine {
  readonly #insert: InsertRows
  readonly #lanes: number
  #waiting: Waiting[] = []
  readonly #batches = new Set<Promise<void>>()
  #isPlanned = false
  #size = 0

  /** @param lanes - how many statements may be under way at once */
  constructor(insert: InsertRows, lanes: number) {
    this.#insert = insert
    this.#lanes = lanes
  }

  /** How many claims are not answered yet. */
  get size(): number {
    return this.#size
  }

  add(row: NonceRow): WaitingClaim {
    const { promise: answer, resolve: settle, reject: fail } = withResolvers<Claim>()
    const waiting = { row, answer, isGivenUp: false, settle, fail }
    this.#waiting.push(waiting)
    this.#size += 1
    this.#plan()
    return waiting
  }

  /** Waits until every claim is answered and every statement has ended. */
  async drain(): Promise<void> {
    while (this.#size > 0) {
      await Promise.all(this.#batches)
      await nextTurn()
    }
  }

  /** Begins when everything that came in this turn of the event loop stands in line. */
  #plan(): void {
    if (this.#isPlanned) return
    this.#isPlanned = true
    setImmediate(() => {
      this.#isPlanned = false
      this.#begin()
    })
  }

  #begin(): void {
    while (this.#waiting.length > 0 && this.#batches.size < this.#lanes) {
      const batch = this.#waiting.splice(0, LARGEST_BATCH)
      const work = this.#claim(batch).finally(() => {
        this.#batches.delete(work)
        this.#size -= batch.length
        if (this.#waiting.length > 0) this.#plan()
      })
      this.#batches.add(work)
    }
  }

  async #claim(batch: readonly Waiting[]): Promise<void> {
    const byDigest = new Map<string, Waiting[]>()
    for (const waiting of batch) {
      if (waiting.isGivenUp) continue
      const digest = hexOf(waiting.row.digest)
      const same = byDigest.get(digest)
      if (same === undefined) byDigest.set(digest, [waiting])
      else same.push(waiting)
    }
    if (byDigest.size === 0) return
    const groups = [...byDigest].sort(([one], [other]) => (one < other ? -1 : 1))
    try {
      const inserted = await this.#insert(groups.map(([, same]) => longest(same)))
      for (const [digest, same] of groups) answer(same, inserted.has(digest))
    } catch (error) {
      for (const { fail } of groups.flatMap(([, same]) => same)) fail(error)
    }
  }
}

/** Claims of one use: it is kept for as long as any of them asks. */
function longest(same: readonly Waiting[]): NonceRow {
  return same
    .map(({ row }) => row)
    .reduce((one, other) => (other.keepUntilMs > one.keepUntilMs ? other : one))
}

/** The first that somebody still waits for is admitted, and no other. */
function answer(same: readonly Waiting[], isInserted: boolean): void {
  const admitted = isInserted ? same.find(({ isGivenUp }) => !isGivenUp) : undefined
  for (const waiting of same) waiting.settle(waiting === admitted ? 'admitted' : 'replayed')
}

function withResolvers<T>(): {
  promise: Promise<T>
  resolve: (value: T) => void
  reject: (error: unknown) => void
} {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<T>((resolved, rejected) => {
    resolve = resolved
    reject = rejected
  })
  return { promise, resolve, reject }
}
