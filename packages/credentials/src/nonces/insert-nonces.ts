import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { DatabaseKind, RegistryDatabase } from '../database/registry-database.js'
import type { RegistryTables } from '../schema.js'
import { commit, driverCodeOf } from './commit.js'
import { BOUNDED } from './postgres-bounds.js'

const DUPLICATE = 'ER_DUP_ENTRY'

/** A use, as a row. */
export interface NonceRow {
  digest: Buffer
  keepUntilMs: number
}

/** A digest as the key of a map, and as the databases are told to show it. */
export function hexOf(digest: Uint8Array): string {
  return Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('hex')
}

/**
 * Inserts the rows that are not there yet, and commits them.
 *
 * @param rows - no two of one digest, in the order of the digests, so that two who insert at once wait in one order
 * @returns the digests that were not there, in hex
 * @throws RegistryError: whether anything was inserted is then not known
 */
export function insertNonces(
  database: RegistryDatabase,
  rows: readonly NonceRow[],
): Promise<ReadonlySet<string>> {
  return INSERT[database.kind](database, rows)
}

type Insert = (database: RegistryDatabase, rows: readonly NonceRow[]) => Promise<ReadonlySet<string>>

const INSERT: Readonly<Record<DatabaseKind, Insert>> = {
  sqlite: (database, rows) =>
    commit(database, async (kysely) => {
      const values = rows.map(({ digest, keepUntilMs }) => ({ digest, keep_until_ms: keepUntilMs }))
      const inserted = await kysely
        .insertInto('hawk_nonces')
        .values(values)
        .onConflict((conflict) => conflict.doNothing())
        .returning('digest')
        .execute()
      return new Set(inserted.map(({ digest }) => hexOf(digest)))
    }),

  postgres: (database, rows) =>
    commit(database, async (kysely) => {
      const digests = rows.map(({ digest }) => hexOf(digest)).join(',')
      const keepUntils = rows.map(({ keepUntilMs }) => keepUntilMs).join(',')
      const { rows: inserted } = await sql<{ digest: Uint8Array }>`${BOUNDED}
        insert into hawk_nonces (digest, keep_until_ms)
        select decode(hex, 'hex'), keep_until_ms
        from unnest(${sql.lit(`{${digests}}`)}::text[], ${sql.lit(`{${keepUntils}}`)}::bigint[])
          as claims (hex, keep_until_ms)
        on conflict do nothing returning digest`.execute(kysely)
      return new Set(inserted.map(({ digest }) => hexOf(digest)))
    }),

  async mysql(database, rows) {
    let left = rows
    while (left.length > 0) {
      if (await insertAllOrNone(database, left)) return new Set(left.map(({ digest }) => hexOf(digest)))
      if (left.length === 1) break
      const known = await commit(database, (kysely) => selectKnown(kysely, left))
      const unknown = left.filter(({ digest }) => !known.has(hexOf(digest)))
      if (unknown.length === left.length) return insertEach(database, left)
      left = unknown
    }
    return new Set()
  },
}

/**
 * Whether none was there. The server's refusal of a duplicate tells it: how many rows "on duplicate key update" counts
 * depends on a flag of the connection, and it needs the right to update.
 */
async function insertAllOrNone(database: RegistryDatabase, rows: readonly NonceRow[]): Promise<boolean> {
  const values = rows.map(({ digest, keepUntilMs }) => ({ digest, keep_until_ms: keepUntilMs }))
  try {
    await commit(database, (kysely) => kysely.insertInto('hawk_nonces').values(values).execute())
    return true
  } catch (error) {
    if (driverCodeOf(error) === DUPLICATE) return false
    throw error
  }
}

async function insertEach(database: RegistryDatabase, rows: readonly NonceRow[]): Promise<Set<string>> {
  const inserted = new Set<string>()
  for (const row of rows) if (await insertAllOrNone(database, [row])) inserted.add(hexOf(row.digest))
  return inserted
}

async function selectKnown(
  kysely: Kysely<RegistryTables>,
  rows: readonly NonceRow[],
): Promise<ReadonlySet<string>> {
  const known = await kysely
    .selectFrom('hawk_nonces')
    .select(sql<string>`lower(hex(digest))`.as('hex'))
    .where(
      'digest',
      'in',
      rows.map(({ digest }) => digest),
    )
    .execute()
  return new Set(known.map(({ hex }) => hex))
}
