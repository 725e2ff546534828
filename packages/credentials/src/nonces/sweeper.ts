import { warnOnce } from '@hawk-auth/core/stores'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DatabaseKind, RegistryDatabase } from '../database/registry-database.js'
import type { RegistryTables } from '../schema.js'
import { commit } from './commit.js'
import { BOUNDED } from './postgres-bounds.js'

/** How many rows one statement deletes; SQLite stops the process meanwhile. */
const BATCH: Readonly<Record<DatabaseKind, number>> = { sqlite: 250, postgres: 1000, mysql: 1000 }

/**
 * Deletes what has expired, in rounds of its own that no claim waits for: some time after claims, batch by batch. It goes by
 * the latest `nowMs` of claims. Several may sweep at once.
 */
export class Sweeper {
  readonly #database: RegistryDatabase
  readonly #everyMs: number
  #latestMs = -Infinity
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(database: RegistryDatabase, everyMs: number) {
    this.#database = database
    this.#everyMs = everyMs
  }

  /** The latest moment of the verifier's clock that was ever told. */
  get latestMs(): number {
    return this.#latestMs
  }

  /** Tells a moment of the verifier's clock, and plans the next round. */
  tell(nowMs: number): void {
    if (nowMs > this.#latestMs) this.#latestMs = nowMs
    if (this.#isClosed || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#round = this.#round.then(() => this.#sweep())
    }, this.#everyMs).unref()
  }

  /** Begins nothing more, and waits for the batch that is under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#round
  }

  async #sweep(): Promise<void> {
    try {
      while (!this.#isClosed && (await this.#sweepBatch()) === BATCH[this.#database.kind]) await nextTurn()
    } catch (error) {
      warnOfSweep(error)
    }
  }

  async #sweepBatch(): Promise<number> {
    return commit(this.#database, (kysely) => DELETE[this.#database.kind](kysely, Math.floor(this.#latestMs)))
  }
}

function warnOfSweep(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error)
  warnOnce(
    'HAWK_NONCES_NOT_SWEPT',
    `What has expired of a replay cache could not be deleted, and is tried again: ${why}`,
  )
}

/** Deletes a batch of what was to be kept until a moment before `nowMs`, the oldest first. */
type Delete = (kysely: Kysely<RegistryTables>, nowMs: number) => Promise<number>

const DELETE: Readonly<Record<DatabaseKind, Delete>> = {
  sqlite: (kysely, nowMs) =>
    deleted(
      kysely,
      sql`delete from hawk_nonces where digest in (
        select digest from hawk_nonces where keep_until_ms < ${nowMs} order by keep_until_ms limit ${BATCH.sqlite})`,
    ),
  // Rows by their place are deleted in the order of places: who sweeps at the same time waits, and finds them gone.
  postgres: (kysely, nowMs) =>
    deleted(
      kysely,
      sql`${BOUNDED} delete from hawk_nonces where ctid = any (array(
        select ctid from hawk_nonces where keep_until_ms < ${sql.lit(nowMs)} order by keep_until_ms limit ${sql.lit(BATCH.postgres)}))
        and keep_until_ms < ${sql.lit(nowMs)}`,
    ),
  mysql: (kysely, nowMs) =>
    deleted(
      kysely,
      sql`delete from hawk_nonces where keep_until_ms < ${nowMs} order by keep_until_ms, digest limit ${BATCH.mysql}`,
    ),
}

async function deleted(kysely: Kysely<RegistryTables>, statement: ReturnType<typeof sql>): Promise<number> {
  const { numAffectedRows = 0n } = await statement.execute(kysely)
  return Number(numAffectedRows)
}
