import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { RegistryError } from '../registry-error.js'
import type { RegistryTables } from '../schema.js'
import { createAuditTriggers } from './audit-triggers.js'
import { notMigrated } from './faults.js'
import { FIRST_INDEXES, createFirstTables } from './first-tables.js'
import { createIndexes } from './indexes.js'
import { alone } from './migration-lock.js'
import { createNoncesTable, NONCES_INDEXES } from './nonces-table.js'
import type { DatabaseKind, RegistryDatabase } from './registry-database.js'
import { WITH_TRANSACTIONS } from './storage-engine.js'

/** Which migrations were done: each is noted when it is complete. */
type MigrationTables = { hawk_auth_migrations: { name: string } }

type Migration = (database: Kysely<RegistryTables>, kind: DatabaseKind) => Promise<void>

/**
 * In the order they are done. Each can be done again after it broke off anywhere, as MariaDB and MySQL keep what a
 * failed migration had made. One that was published is never changed.
 */
const MIGRATIONS: ReadonlyMap<string, Migration> = new Map([
  [
    '001-first-tables',
    async (database, kind) => {
      await createFirstTables(database, kind)
      await createIndexes(database, kind, FIRST_INDEXES)
      await createAuditTriggers(database, kind)
    },
  ],
  [
    '002-nonces',
    async (database, kind) => {
      await createNoncesTable(database, kind)
      await createIndexes(database, kind, NONCES_INDEXES)
    },
  ],
])

/**
 * Sees that the tables are those of this version. An embedded database is always migrated, a server's only where asked.
 *
 * @throws RegistryError `ERR_REGISTRY_NOT_MIGRATED`, `ERR_REGISTRY_NEWER_SCHEMA`
 */
export async function prepareDatabase(
  database: RegistryDatabase,
  { migrate }: { migrate: boolean },
): Promise<void> {
  const done = await readDone(database)
  if (done !== null && pendingOf(database.name, done).length === 0) return
  if (!migrate && database.kind !== 'sqlite') {
    throw notMigrated(
      database.name,
      done === null || done.length === 0
        ? 'it has no tables of hawk-auth, or they are not complete'
        : 'its tables are of an older version',
    )
  }
  await database.read((kysely) => migrateAll(kysely, database))
}

async function migrateAll(
  kysely: Kysely<RegistryTables>,
  { kind, name }: Pick<RegistryDatabase, 'kind' | 'name'>,
): Promise<void> {
  await alone(kysely, kind, name, async (connection) => {
    const migrating = connection.withTables<MigrationTables>()
    await migrating.schema
      .createTable('hawk_auth_migrations')
      .ifNotExists()
      .addColumn('name', 'varchar(64)', (column) => column.notNull().primaryKey())
      .modifyEnd(kind === 'mysql' ? WITH_TRANSACTIONS : sql``)
      .execute()
    // Another process may have done them meanwhile.
    const done = await selectDone(migrating)
    for (const [pending, migration] of pendingOf(name, done)) {
      await migration(connection, kind)
      await migrating.insertInto('hawk_auth_migrations').values({ name: pending }).execute()
    }
  })
}

/** The migrations that were done; null where not even their table is there. */
async function readDone(database: RegistryDatabase): Promise<string[] | null> {
  try {
    return await database.read((kysely) => selectDone(kysely.withTables<MigrationTables>()))
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'ERR_REGISTRY_NOT_MIGRATED') return null
    throw error
  }
}

async function selectDone(database: Kysely<RegistryTables & MigrationTables>): Promise<string[]> {
  const rows = await database.selectFrom('hawk_auth_migrations').select('name').execute()
  return rows.map((row) => row.name)
}

function pendingOf(name: string, done: readonly string[]): [string, Migration][] {
  if (done.some((migration) => !MIGRATIONS.has(migration))) {
    throw new RegistryError(
      'ERR_REGISTRY_NEWER_SCHEMA',
      `The database ${name} was migrated by a newer version of @hawk-auth/credentials; install that version here too`,
    )
  }
  return [...MIGRATIONS].filter(([migration]) => !done.includes(migration))
}
