import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { createConnection } from 'mysql2/promise'
import type { RowDataPacket } from 'mysql2/promise'
import pg from 'pg'

export const DATABASE_KINDS = ['postgres', 'mariadb', 'sqlite'] as const
export type DatabaseKind = (typeof DATABASE_KINDS)[number]

/** A database of the benchmark's own. */
export interface BenchDatabase {
  location: string
  drop: () => Promise<void>
}

const POSTGRES_URL = process.env['HAWK_AUTH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'
const MARIADB_URL = process.env['HAWK_AUTH_TEST_MARIADB'] ?? 'mysql://root@127.0.0.1:3306/mysql'

/** Makes an empty database on the server that tests use, or a file below the directory for temporary ones. */
export async function createDatabase(kind: DatabaseKind): Promise<BenchDatabase> {
  if (kind === 'sqlite') {
    const directory = mkdtempSync(join(tmpdir(), 'hawk-auth-bench-'))
    const drop = (): Promise<void> => Promise.resolve(rmSync(directory, { recursive: true }))
    return { location: join(directory, 'nonces.sqlite'), drop }
  }
  const url = new URL(kind === 'postgres' ? POSTGRES_URL : MARIADB_URL)
  const name = `hawk_auth_bench_${process.pid}_${Date.now()}`
  await askDatabase(url.href, `create database ${name}`)
  const location = new URL(url)
  location.pathname = `/${name}`
  return {
    location: location.href,
    drop: async () => {
      await askDatabase(url.href, `drop database ${name}`)
    },
  }
}

/** Asks a database, over a connection of its own; gives the first column of the first row, as a number. */
export async function askDatabase(location: string, statement: string): Promise<number> {
  if (location.startsWith('postgres:')) {
    const client = new pg.Client({ connectionString: location })
    await client.connect()
    const { rows } = await client.query<[unknown]>({ text: statement, rowMode: 'array' })
    await client.end()
    return Number(rows[0]?.[0])
  }
  if (location.startsWith('mysql:')) {
    const connection = await createConnection({ uri: location })
    const [rows] = await connection.query<RowDataPacket[][]>({ sql: statement, rowsAsArray: true })
    await connection.end()
    return Number(rows[0]?.[0])
  }
  const database = new DatabaseSync(location)
  const row: unknown = database.prepare(statement).get()
  database.close()
  return Number(Object.values(row ?? {})[0])
}
