import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import type { RegistryTables } from '../schema.js'
import type { DatabaseKind } from './registry-database.js'
import { WITH_TRANSACTIONS } from './storage-engine.js'

/** The table of the replay cache. The statement may be repeated: what is there already stays. */
export async function createNoncesTable(database: Kysely<RegistryTables>, kind: DatabaseKind): Promise<void> {
  const { digest, whole, end } = formOf(kind)
  await database.schema
    .createTable('hawk_nonces')
    .ifNotExists()
    .addColumn('digest', digest, (column) => column.notNull().primaryKey())
    .addColumn('keep_until_ms', whole, (column) => column.notNull())
    .modifyEnd(end)
    .execute()
}

/** What expires first is found without a walk. */
export const NONCES_INDEXES = [
  { name: 'hawk_nonces_keep_until', table: 'hawk_nonces', columns: ['keep_until_ms'] },
] as const

function formOf(kind: DatabaseKind): Record<'digest' | 'whole' | 'end', RawBuilder<unknown>> {
  switch (kind) {
    case 'sqlite':
      // The digest is what a row is found by; a row number would be a second tree to write.
      return { digest: sql`blob`, whole: sql`integer`, end: sql`strict, without rowid` }
    case 'postgres':
      return { digest: sql`bytea`, whole: sql`bigint`, end: sql`` }
    case 'mysql':
      return { digest: sql`binary(32)`, whole: sql`bigint`, end: WITH_TRANSACTIONS }
    default:
      return kind satisfies never
  }
}
