import { createFakeClock } from '@hawk-auth/testkit'
import type { FakeClock } from '@hawk-auth/testkit'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach } from 'vitest'
import { openDatabase } from '../../src/database/open-database.js'
import type { RegistryDatabase } from '../../src/database/registry-database.js'
import { openRegistry } from '../../src/index.js'
import type { CredentialRegistry, RegistryOptions } from '../../src/index.js'
import type { AuditRow, CredentialRow, SecretRow } from '../../src/schema.js'
import { describeEachDatabase, runSql } from './databases.js'
import type { TestDatabases } from './databases.js'

/** The three tables that tell of credentials, row by row. */
export interface RegistryRows {
  credentials: CredentialRow[]
  secrets: SecretRow[]
  audit: AuditRow[]
}

/** What a test begins with. */
interface Beginning {
  location: string
  clock: FakeClock
  masterKey: string
  registry: CredentialRegistry
}

/** An empty registry for each test, on a database of its own, with a clock that goes when it is told to. */
export class RegistryBench {
  readonly databases: TestDatabases
  #beginning: Beginning | null = null
  #raw: RegistryDatabase | null = null
  #opened: CredentialRegistry[] = []

  constructor(databases: TestDatabases) {
    this.databases = databases
  }

  async begin(): Promise<void> {
    const location = await this.databases.create()
    const [clock, masterKey] = [createFakeClock(), newMasterKey('k1')]
    const registry = await openRegistry({ database: location, masterKey, migrate: true, clock })
    this.#opened = [registry]
    this.#beginning = { location, clock, masterKey, registry }
  }

  async end(): Promise<void> {
    await Promise.all(this.#opened.map((registry) => registry.close()))
    await this.#raw?.close()
    this.#opened = []
    this.#raw = null
    this.#beginning = null
  }

  get clock(): FakeClock {
    return this.#now.clock
  }

  get location(): string {
    return this.#now.location
  }

  get masterKey(): string {
    return this.#now.masterKey
  }

  /** The registry that this test began with. */
  get registry(): CredentialRegistry {
    return this.#now.registry
  }

  /** One more on the same database, as another process would have it. */
  async open(options: RegistryOptions = {}): Promise<CredentialRegistry> {
    const { location: database, clock, masterKey } = this.#now
    const registry = await openRegistry({ database, clock, masterKey, ...options })
    this.#opened.push(registry)
    return registry
  }

  /** The database without the registry. */
  async raw(): Promise<RegistryDatabase> {
    return (this.#raw ??= await openDatabase(this.location))
  }

  /** Runs statements past the registry. */
  async runSql(...statements: string[]): Promise<void> {
    await runSql(this.location, ...statements)
  }

  /** What is in the tables. */
  async rows(): Promise<RegistryRows> {
    const raw = await this.raw()
    return raw.read(async (database) => ({
      credentials: await database.selectFrom('hawk_auth_credentials').selectAll().orderBy('id').execute(),
      secrets: await database
        .selectFrom('hawk_auth_secrets')
        .selectAll()
        .orderBy('credential_id')
        .orderBy('slot')
        .execute(),
      audit: await database.selectFrom('hawk_auth_audit').selectAll().orderBy('seq').execute(),
    }))
  }

  get #now(): Beginning {
    if (this.#beginning === null) throw new Error('the bench stands within a test alone')
    return this.#beginning
  }
}

/** Describes what registries do, once for each database. */
export function describeEachRegistry(name: string, define: (bench: RegistryBench) => void): void {
  describeEachDatabase(name, (databases) => {
    const bench = new RegistryBench(databases)
    beforeEach(() => bench.begin())
    afterEach(() => bench.end())
    define(bench)
  })
}

export function newMasterKey(keyId: string): string {
  return `${keyId}:${randomBytes(32).toString('base64')}`
}
