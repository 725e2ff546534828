import { MysqlDialect } from 'kysely'
import type { MysqlPool, MysqlPoolConnection, MysqlQueryResult } from 'kysely'
import { createPool } from 'mysql2'
import type { Pool, PoolConnection, QueryOptions, TypeCast } from 'mysql2'
import type { RegistryDatabase } from './registry-database.js'
import { CONNECT_TIMEOUT_MS, IDLE_TRANSACTION_TIMEOUT_MS, LOCK_TIMEOUT_MS } from './bounds.js'
import { numberOf, textOf } from './error-fields.js'
import { kyselyDatabase } from './kysely-database.js'
import { mysqlFault } from './mysql-faults.js'
import { parseMysqlUrl } from './mysql-url.js'
import type { ServerOptions } from './postgres.js'

/**
 * What each connection needs: a server that refuses what it can't store, commits a statement that begins no transaction,
 * and has one mode of quoting. mysql2 writes values into the statement by the rules of this mode; by others
 * (NO_BACKSLASH_ESCAPES) a value could break out.
 */
const SESSION = `set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', autocommit = 1,
  innodb_lock_wait_timeout = ${LOCK_TIMEOUT_MS / 1000}
  /*M!100300 , idle_transaction_timeout = ${IDLE_TRANSACTION_TIMEOUT_MS / 1000} */`

/** --read-only, a transaction that may only read, a server that may only read. */
const TAKES_NO_WRITES = [1290, 1792, 1836]

/** Opens a pool of connections to MariaDB or MySQL. MYSQL_PWD counts. */
export function openMysql({ url, name, poolSize, statementTimeoutMs }: ServerOptions): RegistryDatabase {
  const pool = createPool({
    ...parseMysqlUrl(url, process.env),
    connectionLimit: poolSize,
    connectTimeout: CONNECT_TIMEOUT_MS,
    charset: 'utf8mb4',
    // An object among the values would be spread into SQL.
    stringifyObjects: true,
    enableKeepAlive: true,
    typeCast,
  })
  return kyselyDatabase({
    kind: 'mysql',
    name,
    file: null,
    dialect: new MysqlDialect({ pool: kyselysPool({ pool, name, statementTimeoutMs }) }),
  })
}

/** VARBINARY holds UTF-8 here. */
const typeCast: TypeCast = (field, next) => {
  return field.type === 'VAR_STRING' || field.type === 'STRING' || field.type === 'BLOB'
    ? field.string('utf8')
    : next()
}

interface KyselysOptions extends Pick<ServerOptions, 'name' | 'statementTimeoutMs'> {
  pool: Pool
}

function kyselysPool({ pool, name, statementTimeoutMs }: KyselysOptions): MysqlPool {
  const ready = new WeakSet<PoolConnection>()

  async function connect(): Promise<MysqlPoolConnection> {
    const connection = await acquire(pool)
    const guarded = kyselysConnection(connection, { name, timeout: statementTimeoutMs })
    if (ready.has(connection)) return guarded
    try {
      await run(connection, { sql: SESSION, timeout: statementTimeoutMs })
    } catch (error) {
      connection.destroy()
      throw error
    }
    ready.add(connection)
    return guarded
  }

  return {
    getConnection(callback) {
      connect().then(
        (connection) => callback(null, connection),
        // Kysely looks at the error first.
        (error: unknown) => callback(mysqlFault(name, error), undefined as never),
      )
    },
    end: (callback) => pool.end(callback),
  }
}

/** A connection of the pool, or an error when none is free in time. */
function acquire(pool: Pool): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      reject(new Error('no connection was free in time'))
    }, 2 * CONNECT_TIMEOUT_MS)
    pool.getConnection((error, connection) => {
      clearTimeout(timer)
      if (error !== null) reject(error)
      else if (isLate) connection.release()
      else resolve(connection)
    })
  })
}

function kyselysConnection(
  connection: PoolConnection,
  { name, timeout }: { name: string; timeout: number },
): MysqlPoolConnection {
  function query(
    sql: string,
    values: unknown[],
    callback?: (error: unknown, result: MysqlQueryResult) => void,
  ): { stream: () => never } {
    run(connection, { sql, values, timeout }).then(
      (result) => callback?.(null, result),
      (error: unknown) => callback?.(mysqlFault(name, error), []),
    )
    return { stream: notStreamed }
  }
  return { query, release: () => connection.release() }
}

function run(connection: PoolConnection, query: QueryOptions): Promise<MysqlQueryResult> {
  return new Promise((resolve, reject) => {
    connection.query(query, (error, result) => {
      if (error === null) return resolve(result as MysqlQueryResult)
      if (isUseless(error)) connection.destroy()
      reject(error)
    })
  })
}

/**
 * All but a refusal of the server leaves a connection that nobody knows the state of. One to a server that takes no writes
 * was made before a failover, or during it: the next one may reach the server that does.
 */
function isUseless(error: unknown): boolean {
  return textOf(error, 'sqlState') === '' || TAKES_NO_WRITES.includes(numberOf(error, 'errno'))
}

function notStreamed(): never {
  throw new TypeError('Rows are not streamed here')
}
