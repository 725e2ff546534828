import { prepareDatabase } from '../database/migrations.js'
import { openDatabase } from '../database/open-database.js'
import type { RegistryDatabase } from '../database/registry-database.js'
import { migrateDatabase } from '../migrate-database.js'
import { checkNonceStoreOptions } from './nonce-store-options.js'
import type { SqlNonceStoreOptions } from './nonce-store-options.js'
import { nonceStoreOver } from './nonce-store-over.js'
import type { SqlNonceStore } from './sql-nonce-store.js'
import { warnUnlessDurable } from './warn-unless-durable.js'

/** A shorter time would have the connection given up while a batch of what has expired is deleted. */
const SHORTEST_STATEMENT_TIMEOUT_MS = 1_000

/**
 * Opens a replay cache in a database: every process that has it open refuses what any of them admitted, and a restart
 * forgets nothing. Close it at the end.
 *
 * - A claim is `admitted` when its row is committed, on a connection and in a transaction that are the store's own. It
 *   answers `admitted` or `replayed`; whatever goes wrong rejects, and a verifier refuses the request (503).
 * - A claim is sent once: where nobody knows whether it was committed, it rejects, and the client signs anew.
 * - What has expired is deleted by the latest `nowMs` of claims. Verifiers that share a database agree on the time within
 *   60 s, and on the skew.
 *
 * Source of the rules: DESIGN, "The two contracts".
 *
 * @param options - {@link SqlNonceStoreOptions}
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`, `ERR_REGISTRY_DATABASE_UNAVAILABLE`,
 * `ERR_REGISTRY_DATABASE_READ_ONLY`, `ERR_REGISTRY_DATABASE_FAILED`, `ERR_REGISTRY_NOT_MIGRATED`,
 * `ERR_REGISTRY_NEWER_SCHEMA`. A claim rejects with those of the database, with `ERR_REGISTRY_CLOSED`, with a
 * `StoreTimeout`, or with a TypeError for a use that no verifier hands in
 * @example
 * const nonces = await createSqlNonceStore({ database: 'postgres://hawk@db.example.com/hawk' })
 */
export async function createSqlNonceStore(options: SqlNonceStoreOptions = {}): Promise<SqlNonceStore> {
  const settings = checkNonceStoreOptions(options, process.env)
  const { location, migrate, timeoutMs, poolSize } = settings
  if (migrate) await migrateDatabase({ database: location })
  const statementTimeoutMs = Math.max(timeoutMs, SHORTEST_STATEMENT_TIMEOUT_MS)
  const database = await openDatabase(location, { poolSize, statementTimeoutMs, migrate })
  try {
    await requireTable(database)
    await warnUnlessDurable(database)
    return nonceStoreOver(database, settings)
  } catch (error) {
    // The first error is the one to tell.
    await database.close().catch(() => undefined)
    throw error
  }
}

/** An embedded database is migrated. On a server it is the table that counts: its account need not see any other. */
async function requireTable(database: RegistryDatabase): Promise<void> {
  if (database.kind === 'sqlite') await prepareDatabase(database, { migrate: true })
  await database.read((kysely) => kysely.selectFrom('hawk_nonces').select('keep_until_ms').limit(1).execute())
}
