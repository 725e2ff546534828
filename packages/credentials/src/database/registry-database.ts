import type { Kysely, Transaction } from 'kysely'
import type { RegistryTables } from '../schema.js'

export type DatabaseKind = 'sqlite' | 'postgres' | 'mysql'

/** A database that is open. MariaDB counts as `mysql`. */
export interface RegistryDatabase {
  readonly kind: DatabaseKind
  /** For messages: the path, or the URL without a password. */
  readonly name: string
  /** The file of an embedded database; null of a server or of `:memory:`. */
  readonly file: string | null
  /** Reads. Every rejection is a RegistryError. */
  read<T>(run: (database: Kysely<RegistryTables>) => Promise<T>): Promise<T>
  /**
   * One transaction that waits for every other `write` (it updates the `writes` row of hawk_auth_meta first), so that what
   * it reads is what it changes. Whatever `run` throws undoes all of it; a RegistryError stays as it is, a driver's error
   * becomes one.
   */
  write<T>(run: (transaction: Transaction<RegistryTables>) => Promise<T>): Promise<T>
  /**
   * One statement that is a transaction of its own and waits for no `write`: what it changed is committed when this
   * resolves. Every rejection is a RegistryError.
   */
  commit<T>(run: (database: Kysely<RegistryTables>) => Promise<T>): Promise<T>
  close(): Promise<void>
}
