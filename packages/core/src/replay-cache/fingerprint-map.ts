import type { FingerprintTable } from './fingerprint-table.js'
import type { TablePool } from './table-pool.js'

const SMALLEST_TABLE = 16
/** 12 kB: small enough that splitting a full table takes microseconds. */
const LARGEST_TABLE = 1024

/**
 * A map from 64-bit fingerprints to whole numbers that grows without ever walking itself (extendible hashing).
 * The leading bits of a fingerprint's second word choose its table. A full table moves to one twice as large,
 * or, at the largest size, splits in two; no other table is touched, and a look-up reads one table.
 */
export class FingerprintMap {
  /** How many fingerprints it holds. */
  size = 0
  readonly #pool: TablePool
  /** A table for each value of the leading bits; one that has not split as often stands in a run of places. */
  #tables: FingerprintTable[]
  /** How many leading bits choose. */
  #depth = 0
  /** Where {@link takeTable} goes on. */
  #next = 0

  constructor(pool: TablePool) {
    this.#pool = pool
    this.#tables = [pool.take(SMALLEST_TABLE)]
  }

  /** The value kept for a fingerprint, or `ABSENT`. */
  get(low: number, high: number): number {
    return this.#tableAt(this.#place(high)).get(low, high)
  }

  /** Keeps a fingerprint that is absent. */
  add(low: number, high: number, value: number): void {
    let table = this.#tableAt(this.#place(high))
    while (table.used === table.capacity) {
      this.#grow(table, high)
      table = this.#tableAt(this.#place(high))
    }
    table.add(low, high, value)
    this.size += 1
  }

  /** Removes a fingerprint that is there. */
  remove(low: number, high: number): void {
    this.#tableAt(this.#place(high)).remove(low, high)
    this.size -= 1
  }

  /** Takes the map apart: each of its tables once, then nothing. The map can't be used any more. */
  takeTable(): FingerprintTable | undefined {
    const table = this.#tables[this.#next]
    if (table !== undefined) this.#next += this.#runOf(table)
    return table
  }

  #place(high: number): number {
    // Two shifts, because a shift by 32 is none.
    return (high >>> 1) >>> (31 - this.#depth)
  }

  #tableAt(place: number): FingerprintTable {
    const table = this.#tables[place]
    if (table === undefined) throw new RangeError(`no table for place ${place}`)
    return table
  }

  /** In how many places a table stands. */
  #runOf(table: FingerprintTable): number {
    return 1 << (this.#depth - table.depth)
  }

  #grow(table: FingerprintTable, high: number): void {
    if (table.slots < LARGEST_TABLE) {
      // It has never split: its depth is 0, as that of every table from the pool.
      const larger = this.#pool.take(table.slots * 2)
      this.#replace(table, high, larger, larger)
    } else {
      if (table.depth === this.#depth) this.#doublePlaces()
      const zeros = this.#pool.take(LARGEST_TABLE)
      const ones = this.#pool.take(LARGEST_TABLE)
      zeros.depth = ones.depth = table.depth + 1
      this.#replace(table, high, zeros, ones)
    }
    this.#pool.give(table)
  }

  #replace(table: FingerprintTable, high: number, zeros: FingerprintTable, ones: FingerprintTable): void {
    table.distribute(1 << (31 - table.depth), zeros, ones)
    const run = this.#runOf(table)
    const start = this.#place(high) & -run
    const middle = start + (run >> 1)
    this.#tables.fill(zeros, start, middle)
    this.#tables.fill(ones, middle, start + run)
  }

  #doublePlaces(): void {
    const doubled: FingerprintTable[] = []
    // flatMap takes ten times as long, which a claim would have to wait for.
    for (const table of this.#tables) doubled.push(table, table)
    this.#tables = doubled
    this.#depth += 1
  }
}
