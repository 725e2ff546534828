import { badInput, kindOf } from '../checks/bad-input.js'
import { STATEMENT_TIMEOUT_MS } from './bounds.js'
import { parseLocation } from './location.js'
import { openMysql } from './mysql.js'
import { openPostgres } from './postgres.js'
import { redactUrl } from './redact-url.js'
import type { RegistryDatabase } from './registry-database.js'
import { openSqlite } from './sqlite.js'

/** How many connections a server gets from this process, unless told. */
const POOL_SIZE = 10

export interface OpenDatabaseOptions {
  /** The most connections to a server; default 10. An embedded database has one. */
  poolSize?: number | undefined
  /** How long a statement on a server may take, in ms, before its connection is given up; default 10 000. */
  statementTimeoutMs?: number | undefined
  /** Whether it is opened to be migrated, even where an embedded one has tables of somebody else alone; default false. */
  migrate?: boolean | undefined
}

/**
 * Opens a database. An embedded one is there afterwards; a server is not asked before the first query.
 *
 * @param location - a path, `sqlite:` and a path, `:memory:`, or a URL: `postgres://`, `postgresql://`, `mysql://`,
 * `mariadb://`
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`, `ERR_REGISTRY_DATABASE_UNAVAILABLE`, `ERR_REGISTRY_DATABASE_READ_ONLY`,
 * `ERR_REGISTRY_DATABASE_FAILED`, `ERR_REGISTRY_NOT_MIGRATED`
 */
export async function openDatabase(
  location: string,
  {
    poolSize = POOL_SIZE,
    statementTimeoutMs = STATEMENT_TIMEOUT_MS,
    migrate = false,
  }: OpenDatabaseOptions = {},
): Promise<RegistryDatabase> {
  if (!Number.isSafeInteger(poolSize) || poolSize < 1) {
    throw badInput('openDatabase', `"poolSize" must be a whole number of 1 or more, got ${kindOf(poolSize)}`)
  }
  const where = parseLocation(location)
  switch (where.kind) {
    case 'sqlite':
      return openSqlite(where.file, { migrate })
    case 'postgres':
      return openPostgres({ url: where.url, name: redactUrl(where.url), poolSize, statementTimeoutMs })
    case 'mysql':
      return openMysql({ url: where.url, name: redactUrl(where.url), poolSize, statementTimeoutMs })
    default:
      return where satisfies never
  }
}
