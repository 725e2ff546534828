import type { Kysely } from 'kysely'
import type { RegistryTables } from '../schema.js'

const FINGERPRINT_KEY = 'fingerprint-key'

/** The fingerprint key as it is sealed; undefined where none was made yet. */
export async function readFingerprintKey(database: Kysely<RegistryTables>): Promise<string | undefined> {
  const row = await database
    .selectFrom('hawk_auth_meta')
    .select('value')
    .where('name', '=', FINGERPRINT_KEY)
    .executeTakeFirst()
  return row?.value
}

/** Writes the first fingerprint key of a database. */
export async function insertFingerprintKey(
  transaction: Kysely<RegistryTables>,
  value: string,
): Promise<void> {
  await transaction.insertInto('hawk_auth_meta').values({ name: FINGERPRINT_KEY, value }).execute()
}

/** Writes the fingerprint key sealed anew. */
export async function updateFingerprintKey(
  transaction: Kysely<RegistryTables>,
  value: string,
): Promise<void> {
  await transaction.updateTable('hawk_auth_meta').set({ value }).where('name', '=', FINGERPRINT_KEY).execute()
}
