import { DatabaseSync } from '@photostructure/sqlite'
import type { NonceUse } from '@hawk-auth/core'
import { digestNonceUse } from '@hawk-auth/core/stores'
import { sql } from 'kysely'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { openForTest } from '../database/fixtures.js'
import { createSqlNonceStore } from '../../src/index.js'
import type { SqlNonceStore, SqlNonceStoreOptions } from '../../src/index.js'

/** Where the verifier's clock stands. */
export const NOW_MS = 1_795_392_000_000

/** A use like any other. */
export function useOf(nonce: string, others: Partial<NonceUse> = {}): NonceUse {
  return { id: 'ci-bot', ts: '1795392000', nonce, keepUntilMs: NOW_MS + 120_000, nowMs: NOW_MS, ...others }
}

export function usesOf(count: number, others: Partial<NonceUse> = {}): NonceUse[] {
  return Array.from({ length: count }, (_, index) => useOf(`nonce ${index}`, others))
}

/** Opens a store and closes it when the test is over. Its tables are made where they are missing. */
export async function openStore(
  database: string,
  options: SqlNonceStoreOptions = {},
): Promise<SqlNonceStore> {
  const store = await createSqlNonceStore({ database, migrate: true, timeoutMs: 10_000, ...options })
  onTestFinished(() => store.close())
  return store
}

/** What is remembered, by digest in hex. */
export async function rowsOf(location: string): Promise<Map<string, { bytes: number; keepUntilMs: number }>> {
  const database = await openForTest(location)
  const isPostgres = database.kind === 'postgres'
  const hex = isPostgres ? sql<string>`encode(digest, 'hex')` : sql<string>`lower(hex(digest))`
  const rows = await database.read((kysely) =>
    kysely
      .selectFrom('hawk_nonces')
      .select([hex.as('digest'), sql<number>`length(digest)`.as('bytes'), 'keep_until_ms as keepUntilMs'])
      .execute(),
  )
  await database.close()
  return new Map(rows.map(({ digest, ...row }) => [digest, row]))
}

/** Whether each use is remembered. */
export async function remembered(location: string, uses: readonly NonceUse[]): Promise<boolean[]> {
  const rows = await rowsOf(location)
  return uses.map((use) => rows.has(digestNonceUse(use).toString('hex')))
}

/** Has every claim on a database wait, until the function that comes back is called. */
export async function holdClaims(location: string): Promise<() => Promise<void>> {
  const { run, end } = await connect(location)
  const locks: Record<string, string[]> = {
    postgres: ['begin', 'lock table hawk_nonces in exclusive mode'],
    mysql: ['lock tables hawk_nonces write'],
  }
  const kind = location.split(':')[0] ?? ''
  for (const statement of locks[kind] ?? ['begin immediate']) await run(statement)
  let release: () => Promise<void> = async () => {
    release = async () => undefined
    await end()
  }
  onTestFinished(() => release())
  return () => release()
}

async function connect(
  location: string,
): Promise<{ run: (statement: string) => Promise<unknown>; end: () => Promise<unknown> }> {
  if (location.startsWith('postgres:')) {
    const client = new pg.Client({ connectionString: location })
    await client.connect()
    return { run: (statement) => client.query(statement), end: () => client.end() }
  }
  if (location.startsWith('mysql:')) {
    const connection = await createConnection({ uri: location })
    return { run: (statement) => connection.query(statement), end: () => connection.end() }
  }
  const database = new DatabaseSync(location, { timeout: 5000 })
  return { run: async (statement) => database.exec(statement), end: async () => database.close() }
}
