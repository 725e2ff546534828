import { createSqlNonceStore } from '@hawk-auth/credentials'
import { digestNonceUse } from '@hawk-auth/core/stores'
import type { NonceUse } from '@hawk-auth/core'
import { DatabaseSync } from '@photostructure/sqlite'
import { createPool } from 'mysql2/promise'
import pg from 'pg'
import type { ClaimingPlace, ClaimingWay } from './claiming-way.js'
import { throughStore } from './claiming-way.js'
import { createDatabase } from './databases.js'
import type { DatabaseKind } from './databases.js'

/** As many as the store claims by: all of its five but the one that sweeps. */
const CONNECTIONS = 4
const LATER_MS = 60_000

/** Inserts rows without a store, over the same driver. */
interface BareTable {
  insert: (digest: Buffer, keepUntilMs: number) => unknown
  close: () => Promise<void>
}

/** A database of the benchmark's own, and claims in it; it is dropped when they are closed. */
export async function claimsInDatabase(kind: DatabaseKind): Promise<ClaimingPlace> {
  const { location, drop } = await createDatabase(kind)
  const store = await createSqlNonceStore({ database: location, migrate: true, timeoutMs: LATER_MS })
  const table = await BARE[kind](location)
  return {
    ways: [throughStore(kind, store), bare(`${kind}.bare`, table)],
    async close() {
      await store.close()
      await table.close()
      await drop()
    },
  }
}

function bare(name: string, { insert }: BareTable): ClaimingWay {
  const claimOf = (use: NonceUse): (() => unknown) => {
    const digest = digestNonceUse(use)
    return () => insert(digest, use.keepUntilMs)
  }
  return { name, claimsOf: (uses) => uses.map(claimOf) }
}

const INSERT = 'insert into bare_nonces (digest, keep_until_ms) values'

const BARE: Readonly<Record<DatabaseKind, (location: string) => Promise<BareTable>>> = {
  sqlite(location) {
    const database = new DatabaseSync(location)
    database.exec('pragma journal_mode = wal; pragma synchronous = full')
    database.exec(
      'create table bare_nonces (digest blob primary key, keep_until_ms integer) strict, without rowid',
    )
    const statement = database.prepare(`${INSERT} (?, ?)`)
    return Promise.resolve({
      insert: (digest, keepUntilMs) => statement.run(digest, keepUntilMs),
      close: () => Promise.resolve(database.close()),
    })
  },
  async postgres(location) {
    const pool = new pg.Pool({ connectionString: location, max: CONNECTIONS })
    await pool.query('create table bare_nonces (digest bytea primary key, keep_until_ms bigint)')
    return {
      insert: (digest, keepUntilMs) => pool.query(`${INSERT} ($1, $2)`, [digest, keepUntilMs]),
      close: () => pool.end(),
    }
  },
  async mariadb(location) {
    const pool = createPool({ uri: location, connectionLimit: CONNECTIONS })
    await pool.query('create table bare_nonces (digest binary(32) primary key, keep_until_ms bigint)')
    return {
      insert: (digest, keepUntilMs) => pool.query(`${INSERT} (?, ?)`, [digest, keepUntilMs]),
      close: () => pool.end(),
    }
  },
}
