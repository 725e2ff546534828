import { Kysely } from 'kysely'
import type { Dialect, Transaction } from 'kysely'
import type { DatabaseKind, RegistryDatabase } from './registry-database.js'
import { RegistryError } from '../registry-error.js'
import type { RegistryTables } from '../schema.js'
import { MAX_WAITING_WRITES, TURN_TIMEOUT_MS } from './bounds.js'
import { notMigrated, unavailable } from './faults.js'
import { createQueue } from './queue.js'

/** What the three databases differ in. Every error of the dialect's driver is a RegistryError already. */
export interface KyselyDatabaseOptions {
  kind: DatabaseKind
  name: string
  file: string | null
  dialect: Dialect
  /** What reads go through, where the dialect has one connection, which a write that waits would keep; default the same. */
  readingDialect?: Dialect | undefined
  /** Done first in each transaction. */
  beginWrite?: (transaction: Transaction<RegistryTables>) => Promise<unknown>
  /** Done last. */
  release?: () => void
}

/** A database behind Kysely. */
export function kyselyDatabase(options: KyselyDatabaseOptions): RegistryDatabase {
  const { kind, name, file, dialect, readingDialect } = options
  const kysely = new Kysely<RegistryTables>({ dialect })
  const reading =
    readingDialect === undefined ? kysely : new Kysely<RegistryTables>({ dialect: readingDialect })
  // Writers of this process wait here: each that waited at the server's lock would keep a connection from the readers.
  const inTurn = createQueue({
    maxWaiting: MAX_WAITING_WRITES,
    maxWaitMs: TURN_TIMEOUT_MS,
    refused: (reason) => unavailable(name, { reason, driverCode: '' }),
  })
  return {
    kind,
    name,
    file,
    read: (run) => run(reading),
    write: (run) => inTurn(() => writeAlone(kysely, options, run)),
    // An embedded database waits for its one writer, without stopping the process, where a transaction begins.
    commit: (run) => (kind === 'sqlite' ? kysely.transaction().execute(run) : run(kysely)),
    async close() {
      await kysely.destroy()
      if (reading !== kysely) await reading.destroy()
      options.release?.()
    },
  }
}

async function writeAlone<T>(
  kysely: Kysely<RegistryTables>,
  { kind, name, beginWrite }: KyselyDatabaseOptions,
  run: (transaction: Transaction<RegistryTables>) => Promise<T>,
): Promise<T> {
  // What went wrong first; undoing a transaction whose connection is gone goes wrong too.
  let failure: { error: unknown } | null = null
  let isDone = false
  try {
    return await startTransaction(kysely, kind).execute(async (transaction) => {
      try {
        await beginWrite?.(transaction)
        await waitForOtherWriters(transaction, name)
        const result = await run(transaction)
        isDone = true
        return result
      } catch (error) {
        failure = { error }
        throw error
      }
    })
  } catch (error) {
    if (failure !== null) throw (failure as { error: unknown }).error
    throw isDone ? uncertain(error) : error
  }
}

/**
 * In PostgreSQL each statement must see what was committed before it, the lock included. In MariaDB and MySQL the first
 * statement that only reads fixes what is seen, which is after the lock; and their `read committed` does not go with
 * every format of the binary log.
 */
function startTransaction(
  kysely: Kysely<RegistryTables>,
  kind: DatabaseKind,
): ReturnType<Kysely<RegistryTables>['transaction']> {
  const transaction = kysely.transaction()
  switch (kind) {
    case 'sqlite':
      return transaction
    case 'postgres':
      return transaction.setIsolationLevel('read committed')
    case 'mysql':
      return transaction.setIsolationLevel('repeatable read')
    default:
      return kind satisfies never
  }
}

async function waitForOtherWriters(transaction: Transaction<RegistryTables>, name: string): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('hawk_auth_meta')
    .set({ value: 'locked' })
    .where('name', '=', 'writes')
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) throw notMigrated(name, 'the row "writes" of hawk_auth_meta is missing')
}

/** A commit that failed may have happened: its answer may be what was lost. */
function uncertain(error: unknown): unknown {
  if (!(error instanceof RegistryError)) return error
  return new RegistryError(
    error.code,
    `${error.message}. It broke off at the very end: whether the change was made is not known, so look before you try again`,
    { cause: error },
  )
}
