import { PostgresDialect, sql } from 'kysely'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import pg from 'pg'
import type { RegistryDatabase } from './registry-database.js'
import {
  CONNECT_TIMEOUT_MS,
  IDLE_TRANSACTION_TIMEOUT_MS,
  LOCK_TIMEOUT_MS,
  STATEMENT_TIMEOUT_MS,
} from './bounds.js'
import { kyselyDatabase } from './kysely-database.js'
import { errorCode, textOf } from './error-fields.js'
import { badLocation } from './location.js'
import { postgresFault } from './postgres-faults.js'

/** Where a server is, what messages call it, and how many connections it gets. */
export interface ServerOptions {
  url: string
  /** The URL without its password. */
  name: string
  poolSize: number
  /** How long a statement may take, in ms; its connection is given up then. */
  statementTimeoutMs: number
}

/** Opens a pool of connections to PostgreSQL. PGPASSWORD, .pgpass and the other variables of libpq count. */
export function openPostgres({ url, name, poolSize, statementTimeoutMs }: ServerOptions): RegistryDatabase {
  const config = {
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: statementTimeoutMs,
    application_name: 'hawk-auth',
    keepAlive: true,
    types,
  }
  checkConfig(config)
  const pool = new pg.Pool(config)
  // A server that ends idle connections must not end this process. A query on a dead one tells of it.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return kyselyDatabase({
    kind: 'postgres',
    name,
    file: null,
    dialect: new PostgresDialect({ pool: kyselysPool(pool, name) }),
    beginWrite: (transaction) => sql`select ${sql.join(TRANSACTION_SETTINGS)}`.execute(transaction),
  })
}

const READ_ONLY_TRANSACTION = '25006'

/** They end with the transaction: a pooler may give the connection to somebody else then. */
const TRANSACTION_SETTINGS = Object.entries({
  lock_timeout: LOCK_TIMEOUT_MS,
  statement_timeout: STATEMENT_TIMEOUT_MS,
  idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
}).map(([setting, ms]) => sql`set_config(${setting}, ${`${ms}ms`}, true)`)

/** Times and counts are int8, and all below 2^53. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)

/** A URL that pg can't read is told at once, and without the URL. */
function checkConfig(config: pg.ClientConfig): void {
  try {
    new pg.Client(config)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ERR_INVALID_URL')
      throw badLocation('the URL is malformed; are special characters percent-encoded?')
    if (code !== '') throw badLocation(`the URL can't be used: ${code} ${textOf(error, 'path')}`)
    throw badLocation("the URL can't be used; see its port and its parameters")
  }
}

function kyselysPool(pool: pg.Pool, name: string): PostgresPool {
  return {
    async connect() {
      try {
        return kyselysClient(await pool.connect(), name)
      } catch (error) {
        throw postgresFault(name, error)
      }
    },
    end: () => pool.end(),
  }
}

function kyselysClient(client: pg.PoolClient, name: string): PostgresPoolClient {
  let isBroken = false
  async function run<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    try {
      const { command, rowCount, rows } = lastOf(
        await client.query<R & pg.QueryResultRow>(text, [...parameters]),
      )
      // Kysely looks for the few commands that it names, among all that there are.
      return { command: command as 'SELECT', rowCount: rowCount ?? 0, rows }
    } catch (error) {
      if (isUseless(error)) isBroken = true
      throw postgresFault(name, error)
    }
  }
  function query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query<R>(
    text: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== 'string') throw new TypeError('Rows are not streamed here')
    return run<R>(text, parameters)
  }
  return { query, release: () => client.release(isBroken) }
}

/** A text of several statements has a result for each, whatever the types of pg say. */
function lastOf<R extends pg.QueryResultRow>(
  result: pg.QueryResult<R> | pg.QueryResult<R>[],
): pg.QueryResult<R> {
  const last = Array.isArray(result) ? result.at(-1) : result
  if (last === undefined) throw new TypeError('PostgreSQL was asked nothing')
  return last
}

/**
 * All but a refusal of the server leaves a connection that nobody knows the state of. One to a server that takes no writes
 * was made before a failover, or during it: the next one may reach the server that does.
 */
function isUseless(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || error.code === READ_ONLY_TRANSACTION
}
