import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { afterAll, describe } from 'vitest'
import { isMissing } from '../../../../test/support/services.js'
import type { DatabaseKind } from '../../src/database/registry-database.js'

/** The servers that tests make databases on; they are never stopped, and other databases of theirs never touched. */
const POSTGRES_URL = process.env['HAWK_AUTH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'
const MARIADB_URL = process.env['HAWK_AUTH_TEST_MARIADB'] ?? 'mysql://root@127.0.0.1:3306/mysql'

/** The kinds that are asked for, with commas between them; all, unless told: a run on another Node may take SQLite alone. */
const ASKED = process.env['HAWK_AUTH_TEST_DATABASES']?.split(',')

/** A server that is busy takes its time for each. */
const DROP_TIMEOUT_MS = 60_000

/** One of the databases that the suite runs over. */
export interface TestDatabases {
  kind: DatabaseKind
  /** As tests call it: `SQLite`, `PostgreSQL`, `MariaDB`. */
  label: string
  /** Makes an empty database and gives its location (a path, or a URL). It is dropped when the suite is over. */
  create: () => Promise<string>
}

interface Backend extends Pick<TestDatabases, 'kind' | 'label' | 'create'> {
  /** What is not there; null where it is. */
  missing: { program: string; install: string } | null
  drop: (location: string) => Promise<void>
}

const BACKENDS: readonly Backend[] = [sqlite(), await postgres(), await mariadb()]

/**
 * Describes a suite once for each database: `define` is called for SQLite, PostgreSQL and MariaDB. A server that is not
 * there is a line and a skip; in CI, a failure.
 *
 * @example
 * describeEachDatabase('the audit log', ({ kind, create }) => {
 *   it('is append-only', async () => {
 *     const database = await openDatabase(await create())
 *   })
 * })
 */
export function describeEachDatabase(name: string, define: (databases: TestDatabases) => void): void {
  for (const { kind } of BACKENDS) describeDatabase(kind, name, define)
}

/** Describes a suite for one of the databases. */
export function describeDatabase(
  kind: DatabaseKind,
  name: string,
  define: (databases: TestDatabases) => void,
): void {
  const backend = BACKENDS.find((candidate) => candidate.kind === kind)
  if (backend === undefined) throw new Error(`No such database: ${kind}`)
  const { label, missing, drop } = backend
  const suite = `${name} (${label})`
  const isLeftOut = ASKED?.includes(kind) === false
  describe.skipIf(isLeftOut || (missing !== null && isMissing(missing, suite)))(suite, () => {
    const locations: string[] = []
    afterAll(async () => {
      // One after another: servers have few connections. One that can't be dropped keeps no other.
      const reasons: unknown[] = []
      for (const location of locations) await drop(location).catch((reason: unknown) => reasons.push(reason))
      if (reasons.length > 0) throw new AggregateError(reasons, `${suite}: not every database was dropped`)
    }, DROP_TIMEOUT_MS)
    const create = async (): Promise<string> => {
      const location = await backend.create()
      locations.push(location)
      return location
    }
    define({ kind, label, create })
  })
}

/** Runs SQL on a database of tests, beside the registry: as whoever has the database could. */
export async function runSql(location: string, ...statements: string[]): Promise<void> {
  if (location.startsWith('postgres:')) return withPostgres(location, statements)
  if (location.startsWith('mysql:')) return withMariadb(location, statements)
  const { DatabaseSync } = await import('@photostructure/sqlite')
  const database = new DatabaseSync(location, { timeout: 5000 })
  try {
    for (const statement of statements) database.exec(statement)
  } finally {
    database.close()
  }
}

function sqlite(): Backend {
  return {
    kind: 'sqlite',
    label: 'SQLite',
    missing: null,
    create: async () => join(mkdtempSync(join(tmpdir(), 'hawk-auth-database-')), 'hawk-auth.sqlite'),
    drop: async (location) => rmSync(join(location, '..'), { recursive: true }),
  }
}

async function postgres(): Promise<Backend> {
  return {
    kind: 'postgres',
    label: 'PostgreSQL',
    missing: await missingUnless('PostgreSQL', 'HAWK_AUTH_TEST_POSTGRES', POSTGRES_URL, () =>
      withPostgres(POSTGRES_URL, ['select 1']),
    ),
    async create() {
      const name = newName()
      await withPostgres(POSTGRES_URL, [`create database ${name}`])
      return withDatabase(POSTGRES_URL, name)
    },
    drop: (location) =>
      withPostgres(POSTGRES_URL, [`drop database if exists ${databaseOf(location)} with (force)`]),
  }
}

async function mariadb(): Promise<Backend> {
  return {
    kind: 'mysql',
    label: 'MariaDB',
    missing: await missingUnless('MariaDB', 'HAWK_AUTH_TEST_MARIADB', MARIADB_URL, () =>
      withMariadb(MARIADB_URL, ['select 1']),
    ),
    async create() {
      const name = newName()
      await withMariadb(MARIADB_URL, [`create database ${name}`])
      return withDatabase(MARIADB_URL, name)
    },
    drop: (location) => withMariadb(MARIADB_URL, [`drop database if exists ${databaseOf(location)}`]),
  }
}

async function missingUnless(
  label: string,
  variable: string,
  url: string,
  ask: () => Promise<void>,
): Promise<Backend['missing']> {
  try {
    await ask()
    return null
  } catch {
    return {
      program: `a ${label} server at ${new URL(url).host}`,
      install: `start one there, or say in ${variable} where there is one`,
    }
  }
}

async function withPostgres(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function withMariadb(url: string, statements: readonly string[]): Promise<void> {
  const connection = await createConnection({ uri: url, connectTimeout: 5000 })
  try {
    for (const statement of statements) await connection.query(statement)
  } finally {
    await connection.end()
  }
}

function newName(): string {
  return `hawk_auth_test_${process.pid}_${randomBytes(6).toString('hex')}`
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

function databaseOf(location: string): string {
  return new URL(location).pathname.slice(1)
}
