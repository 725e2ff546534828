import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { RegistryTables } from '../schema.js'
import type { DatabaseKind } from './registry-database.js'

export interface Index {
  name: string
  table: keyof RegistryTables
  columns: readonly string[]
}

/** Creates the indexes that are not there yet. */
export async function createIndexes(
  database: Kysely<RegistryTables>,
  kind: DatabaseKind,
  indexes: readonly Index[],
): Promise<void> {
  for (const { name, table, columns } of indexes) {
    const index = database.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
    // MySQL does not know "if not exists" here.
    if (kind !== 'mysql') await index.ifNotExists().execute()
    else if (!(await hasIndex(database, name))) await index.execute()
  }
}

async function hasIndex(database: Kysely<RegistryTables>, name: string): Promise<boolean> {
  const { rows } = await sql`select 1 from information_schema.statistics
    where table_schema = database() and index_name = ${name} limit 1`.execute(database)
  return rows.length > 0
}
