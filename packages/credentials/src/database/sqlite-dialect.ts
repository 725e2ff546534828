import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite'
import { SqliteDialect, SqliteDriver } from 'kysely'
import type { DatabaseConnection, Dialect, SqliteDatabase, SqliteStatement } from 'kysely'
import { LOCK_TIMEOUT_MS } from './bounds.js'
import { failed } from './faults.js'
import { sqliteFault } from './sqlite-faults.js'
import { untilFree } from './until-free.js'

/** Kysely over the API of `node:sqlite`. Its errors are RegistryErrors. */
export function sqliteDialect(database: DatabaseSyncInstance, name: string): Dialect {
  const config = { database: kyselysDatabase(database, name) }
  const dialect = new SqliteDialect(config)
  return {
    createDriver: () => new WritingDriver(config, database, name),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (kysely) => dialect.createIntrospector(kysely),
  }
}

/** Begins each transaction as a writer, and waits for the one before without stopping the process. */
class WritingDriver extends SqliteDriver {
  readonly #database: DatabaseSyncInstance
  readonly #name: string

  constructor(
    config: ConstructorParameters<typeof SqliteDriver>[0],
    database: DatabaseSyncInstance,
    name: string,
  ) {
    super(config)
    this.#database = database
    this.#name = name
  }

  override async beginTransaction(_connection: DatabaseConnection): Promise<void> {
    try {
      await untilFree(() => this.#beginAtOnce())
    } catch (error) {
      throw sqliteFault(this.#name, error)
    }
  }

  #beginAtOnce(): void {
    this.#database.exec('pragma busy_timeout = 0')
    try {
      this.#database.exec('begin immediate')
    } finally {
      this.#database.exec(`pragma busy_timeout = ${LOCK_TIMEOUT_MS}`)
    }
  }
}

function kyselysDatabase(database: DatabaseSyncInstance, name: string): SqliteDatabase {
  return {
    prepare: (sql) => withFaults(name, () => kyselysStatement(database.prepare(sql), name)),
    close: () => database.close(),
  }
}

function kyselysStatement(statement: StatementSyncInstance, name: string): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (values) => withFaults<unknown[]>(name, () => statement.all(...checked(values, name))),
    run: (values) => withFaults(name, () => statement.run(...checked(values, name))),
    iterate: (values) =>
      withFaults<IterableIterator<unknown>>(name, () => statement.iterate(...checked(values, name))),
  }
}

/** The driver cuts text off at a NUL, and would find `ada` for `ada\0`. PostgreSQL refuses such text itself. */
function checked(values: readonly unknown[], name: string): readonly unknown[] {
  if (!values.some((value) => typeof value === 'string' && value.includes('\0'))) return values
  throw failed(name, { reason: 'text must not hold the character NUL', driverCode: '' })
}

function withFaults<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw sqliteFault(name, error)
  }
}
