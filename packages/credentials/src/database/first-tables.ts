import { sql } from 'kysely'
import type { CreateTableBuilder, Kysely, RawBuilder } from 'kysely'
import type { DatabaseKind } from './registry-database.js'
import type { RegistryTables } from '../schema.js'
import { WITH_TRANSACTIONS } from './storage-engine.js'

type Table = CreateTableBuilder<string, string>

/** How the databases call the kinds of column that there are, and what else a table needs. */
interface ColumnTypes {
  /** At most so many bytes, compared byte for byte. */
  bytes: (length: number) => RawBuilder<unknown>
  /** Text of any length, which nothing is compared with but parts of it. */
  text: RawBuilder<unknown>
  whole: RawBuilder<unknown>
  /** What stands behind the columns. */
  end: RawBuilder<unknown>
}

/** The tables of the first version. Each statement may be repeated: what is there already stays. */
export async function createFirstTables(database: Kysely<RegistryTables>, kind: DatabaseKind): Promise<void> {
  const types = typesOf(kind)
  const tables: [string, (table: Table) => Table][] = [
    ['hawk_auth_meta', (table) => meta(table, types)],
    ['hawk_auth_credentials', (table) => credentials(table, types)],
    ['hawk_auth_secrets', (table) => secrets(table, types)],
    ['hawk_auth_audit', (table) => audit(table, types, kind)],
  ]
  for (const [name, columns] of tables) {
    const table = columns(database.schema.createTable(name).ifNotExists())
    await table.modifyEnd(types.end).execute()
  }
  await insertWritesRow(database)
}

/** What a list of `create index` says: the table, and its columns by the name of the index. */
export const FIRST_INDEXES = [
  { name: 'hawk_auth_credentials_owner', table: 'hawk_auth_credentials', columns: ['owner', 'status'] },
  { name: 'hawk_auth_audit_credential', table: 'hawk_auth_audit', columns: ['credential_id', 'seq'] },
  { name: 'hawk_auth_audit_actor', table: 'hawk_auth_audit', columns: ['actor', 'seq'] },
] as const

function typesOf(kind: DatabaseKind): ColumnTypes {
  switch (kind) {
    case 'sqlite':
      return { bytes: () => sql`text`, text: sql`text`, whole: sql`integer`, end: sql`strict` }
    case 'postgres':
      return {
        bytes: () => sql`text collate "C"`,
        text: sql`text collate "C"`,
        whole: sql`bigint`,
        end: sql``,
      }
    case 'mysql':
      return {
        bytes: (length) => sql`varbinary(${sql.lit(length)})`,
        text: sql`text character set utf8mb4 collate utf8mb4_bin`,
        whole: sql`bigint`,
        end: WITH_TRANSACTIONS,
      }
    default:
      return kind satisfies never
  }
}

function meta(table: Table, { bytes }: ColumnTypes): Table {
  return table
    .addColumn('name', bytes(64), (column) => column.notNull().primaryKey())
    .addColumn('value', bytes(1024), (column) => column.notNull())
}

function credentials(table: Table, { bytes, text, whole }: ColumnTypes): Table {
  return table
    .addColumn('id', bytes(32), (column) => column.notNull().primaryKey())
    .addColumn('owner', bytes(255), (column) => column.notNull())
    .addColumn('owner_email', bytes(320))
    .addColumn('description', text, (column) => column.notNull())
    .addColumn('algorithm', bytes(16), (column) => column.notNull())
    .addColumn('status', bytes(16), (column) => column.notNull())
    .addColumn('version', whole, (column) => column.notNull())
    .addColumn('expires_at_ms', whole)
    .addColumn('created_at_ms', whole, (column) => column.notNull())
    .addColumn('changed_at_ms', whole, (column) => column.notNull())
    .addColumn('last_used_at_ms', whole)
    .addCheckConstraint(
      'hawk_auth_credentials_status',
      sql`status in ('pending', 'approved', 'refused', 'suspended', 'deleted')`,
    )
}

function secrets(table: Table, { bytes, whole }: ColumnTypes): Table {
  return table
    .addColumn('credential_id', bytes(32), (column) => column.notNull())
    .addColumn('slot', bytes(16), (column) => column.notNull())
    .addColumn('sealed', bytes(1024), (column) => column.notNull())
    .addColumn('fingerprint', bytes(64), (column) => column.notNull())
    .addColumn('not_after_ms', whole)
    .addPrimaryKeyConstraint('hawk_auth_secrets_slot', ['credential_id', 'slot'])
    .addUniqueConstraint('hawk_auth_secrets_fingerprint', ['fingerprint'])
    .addForeignKeyConstraint(
      'hawk_auth_secrets_credential',
      ['credential_id'],
      'hawk_auth_credentials',
      ['id'],
      (key) => key.onDelete('cascade'),
    )
    .addCheckConstraint('hawk_auth_secrets_slots', sql`slot in ('current', 'previous')`)
}

function audit(table: Table, { bytes, text, whole }: ColumnTypes, kind: DatabaseKind): Table {
  return table
    .addColumn('seq', whole, (column) =>
      kind === 'postgres'
        ? column.generatedByDefaultAsIdentity().primaryKey()
        : column.primaryKey().autoIncrement(),
    )
    .addColumn('at_ms', whole, (column) => column.notNull())
    .addColumn('actor', bytes(255), (column) => column.notNull())
    .addColumn('action', bytes(32), (column) => column.notNull())
    .addColumn('credential_id', bytes(32), (column) => column.notNull())
    .addColumn('owner', bytes(255))
    .addColumn('version', whole)
    .addColumn('details', text, (column) => column.notNull())
}

async function insertWritesRow(database: Kysely<RegistryTables>): Promise<void> {
  const row = await database
    .selectFrom('hawk_auth_meta')
    .select('name')
    .where('name', '=', 'writes')
    .executeTakeFirst()
  if (row !== undefined) return
  await database.insertInto('hawk_auth_meta').values({ name: 'writes', value: '' }).execute()
}
