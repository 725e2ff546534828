import { FingerprintTable } from './fingerprint-table.js'

/** Spare tables kept of each size: 3 MB of all sizes together. What is beyond is left to the garbage collector. */
const SPARES_PER_SIZE = 128

/** Hands tables on from the seconds that are past to those that begin, so that none are made in steady traffic. */
export class TablePool {
  readonly #spares = new Map<number, FingerprintTable[]>()

  /** An empty table of this many slots. */
  take(slots: number): FingerprintTable {
    const table = this.#spares.get(slots)?.pop()
    if (table === undefined) return new FingerprintTable(slots)
    table.clear()
    return table
  }

  /** Takes back a table that nothing uses any more. */
  give(table: FingerprintTable): void {
    const spares = this.#spares.get(table.slots)
    if (spares === undefined) this.#spares.set(table.slots, [table])
    else if (spares.length < SPARES_PER_SIZE) spares.push(table)
  }
}
