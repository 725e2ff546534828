import { DatabaseSync } from '@photostructure/sqlite'
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { LOCK_TIMEOUT_MS } from './bounds.js'
import { kyselyDatabase } from './kysely-database.js'
import type { RegistryDatabase } from './registry-database.js'
import { sqliteDialect } from './sqlite-dialect.js'
import { sqliteFault } from './sqlite-faults.js'
import { prepareFile } from './sqlite-file.js'
import { untilFree } from './until-free.js'

/** Durable before anything is acknowledged: a revocation outlives a loss of power. What is deleted is overwritten. */
const SETTINGS = ['synchronous = full', 'secure_delete = on', 'trusted_schema = off']

/** Opens a file, or a database in memory where `file` is null. */
export async function openSqlite(file: string | null): Promise<RegistryDatabase> {
  const name = file ?? ':memory:'
  if (file !== null) prepareFile(file)
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
