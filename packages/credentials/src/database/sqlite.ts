import { DatabaseSync } from '@photostructure/sqlite'
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { RegistryError } from '../registry-error.js'
import { LOCK_TIMEOUT_MS } from './bounds.js'
import { kyselyDatabase } from './kysely-database.js'
import type { RegistryDatabase } from './registry-database.js'
import { sqliteDialect } from './sqlite-dialect.js'
import { sqliteFault } from './sqlite-faults.js'
import { closeToOthers, makeFile } from './sqlite-file.js'
import { untilFree } from './until-free.js'

/** Durable before anything is acknowledged: a revocation outlives a loss of power. What is deleted is overwritten. */
const SETTINGS = ['synchronous = full', 'secure_delete = on', 'trusted_schema = off']

/**
 * Opens a file, or a database in memory where `file` is null. One that has tables of somebody else alone is opened only to be
 * migrated: its path may be a mistake.
 */
export async function openSqlite(
  file: string | null,
  { migrate }: { migrate: boolean },
): Promise<RegistryDatabase> {
  const name = file ?? ':memory:'
  if (file !== null && makeFile(file)) {
    if (!migrate) refuseTablesOfOthers(file)
    closeToOthers(file)
  }
  const database = await openConnection(file, name)
  // In WAL readers wait for nobody: lookups go on while a write of this process waits for one of another.
  const reading = file === null ? undefined : await openConnection(file, name)
  return kyselyDatabase({
    kind: 'sqlite',
    name,
    file,
    dialect: sqliteDialect(database, name),
    readingDialect: reading && sqliteDialect(reading, name),
    // Kysely closes what it used; a database that nobody asked is still open.
    release: () => {
      if (database.isOpen) database.close()
      if (reading?.isOpen === true) reading.close()
    },
  })
}

/** Only reads: the file stays as it is. */
function refuseTablesOfOthers(file: string): void {
  const database = openFile(file, file)
  try {
    const tables = database.prepare(`select name from sqlite_schema where type in ('table', 'view')`).all()
    const names = tables.map(({ name }) => String(name)).filter((name) => !name.startsWith('sqlite_'))
    if (names.length === 0 || names.some((name) => name.startsWith('hawk_'))) return
  } catch (error) {
    throw sqliteFault(file, error)
  } finally {
    database.close()
  }
  throw new RegistryError(
    'ERR_REGISTRY_NOT_MIGRATED',
    `The database ${file} has tables of somebody else alone, and stays as it is. If this is the right file, run ` +
      '"hawk-auth credentials migrate" against it',
  )
}

async function openConnection(file: string | null, name: string): Promise<DatabaseSyncInstance> {
  const database = openFile(file, name)
  try {
    // Only the first who opens a file changes its mode; that one waits for whoever has it open in another.
    if (file !== null) await untilFree(() => database.exec('pragma journal_mode = wal'))
    for (const setting of SETTINGS) database.exec(`pragma ${setting}`)
    return database
  } catch (error) {
    database.close()
    throw sqliteFault(name, error)
  }
}

function openFile(file: string | null, name: string): DatabaseSyncInstance {
  try {
    return new DatabaseSync(file ?? ':memory:', {
      timeout: LOCK_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
    })
  } catch (error) {
    throw sqliteFault(name, error)
  }
}
