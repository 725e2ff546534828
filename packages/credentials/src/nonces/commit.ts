import type { Kysely } from 'kysely'
import { errorCode } from '../database/error-fields.js'
import type { RegistryDatabase } from '../database/registry-database.js'
import type { RegistryTables } from '../schema.js'

/** Errors by which a server tells that it undid everything. */
const UNDONE = ['40001', '40P01', 'ER_LOCK_DEADLOCK']
const ATTEMPTS = 10

/** One statement, committed. It is tried again where it was undone, and never where nobody knows. */
export async function commit<T>(
  database: RegistryDatabase,
  run: (kysely: Kysely<RegistryTables>) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.commit(run)
    } catch (error) {
      if (attempt === ATTEMPTS || !UNDONE.includes(driverCodeOf(error))) throw error
    }
  }
}

/** What the driver said of an error: a RegistryError has it in its cause. */
export function driverCodeOf(error: unknown): string {
  return error instanceof Error ? errorCode(error.cause) : ''
}
