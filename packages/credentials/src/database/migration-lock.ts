import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { RegistryTables } from '../schema.js'
import { LOCK_TIMEOUT_MS } from './bounds.js'
import { unavailable } from './faults.js'
import type { DatabaseKind } from './registry-database.js'

/** Any number that nobody else takes; the lock is one of this database alone. */
const POSTGRES_LOCK = 7_226_010_442
const MYSQL_LOCK = sql<string>`concat('hawk_auth.', left(sha2(database(), 256), 32))`

/**
 * Does something that no other process does meanwhile, in one transaction where the database has that for tables. Kysely's
 * Migrator has no lock and no transaction for SQLite, and in PostgreSQL takes the tables of another schema for its own.
 */
export async function alone(
  kysely: Kysely<RegistryTables>,
  kind: DatabaseKind,
  name: string,
  work: (connection: Kysely<RegistryTables>) => Promise<void>,
): Promise<void> {
  switch (kind) {
    case 'sqlite':
      // A transaction begins as a writer, and so alone.
      return kysely.transaction().execute(work)
    case 'postgres':
      return kysely.transaction().execute(async (transaction) => {
        await sql`select set_config('lock_timeout', ${`${LOCK_TIMEOUT_MS}ms`}, true)`.execute(transaction)
        await sql`select pg_advisory_xact_lock(${POSTGRES_LOCK})`.execute(transaction)
        await work(transaction)
      })
    case 'mysql':
      return kysely.connection().execute((connection) => withMysqlLock(connection, name, work))
    default:
      return kind satisfies never
  }
}

/** The lock ends with the connection at the latest. */
async function withMysqlLock(
  connection: Kysely<RegistryTables>,
  name: string,
  work: (connection: Kysely<RegistryTables>) => Promise<void>,
): Promise<void> {
  const { rows } = await sql<{ taken: number | null }>`
    select get_lock(${MYSQL_LOCK}, ${LOCK_TIMEOUT_MS / 1000}) as taken`.execute(connection)
  if (rows[0]?.taken !== 1) {
    throw unavailable(name, {
      reason: 'another process migrates it, and did not end in time',
      driverCode: '',
    })
  }
  const release = sql`select release_lock(${MYSQL_LOCK})`
  try {
    await work(connection)
  } catch (error) {
    // The first error is the one to tell: the connection may be gone.
    await release.execute(connection).catch(() => undefined)
    throw error
  }
  await release.execute(connection)
}
