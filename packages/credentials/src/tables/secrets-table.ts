import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { RegistryError } from '../registry-error.js'
import type { RegistryTables, SecretRow } from '../schema.js'
import { sealedPrefix } from '../secrets/sealed-text.js'

/** The secrets of one credential, as they are sealed. */
export interface SealedSecrets {
  current: SecretRow
  previous: SecretRow | null
}

/** A secret with what is needed to open it. */
export interface SecretRowToOpen extends SecretRow {
  algorithm: string
}

/** Reads the secrets of a credential that is not deleted. */
export async function readSecrets(database: Kysely<RegistryTables>, id: string): Promise<SealedSecrets> {
  const rows = await database
    .selectFrom('hawk_auth_secrets')
    .selectAll()
    .where('credential_id', '=', id)
    .execute()
  return bySlot(id, rows)
}

/** Tells the secrets of a credential apart. */
export function bySlot(id: string, rows: readonly SecretRow[]): SealedSecrets {
  const current = rows.find(({ slot }) => slot === 'current')
  if (current !== undefined)
    return { current, previous: rows.find(({ slot }) => slot === 'previous') ?? null }
  throw new RegistryError(
    'ERR_REGISTRY_SECRET_UNREADABLE',
    `The secret of the credential "${id}" is missing in the database; reset the credential`,
  )
}

/** Whether any credential has a secret. */
export async function hasSecrets(database: Kysely<RegistryTables>): Promise<boolean> {
  const row = await database.selectFrom('hawk_auth_secrets').select('slot').limit(1).executeTakeFirst()
  return row !== undefined
}

/** Some secrets that were sealed with none of these master keys, or are damaged. */
export async function secretsUnderOtherKeys(
  database: Kysely<RegistryTables>,
  keyIds: readonly string[],
): Promise<SecretRow[]> {
  return database
    .selectFrom('hawk_auth_secrets')
    .selectAll()
    .where((eb) =>
      eb.and(
        keyIds.map(sealedPrefix).map((prefix) => {
          const beginning = sql<string>`substr(${eb.ref('sealed')}, 1, ${sql.lit(prefix.length)})`
          return eb(beginning, '!=', prefix)
        }),
      ),
    )
    .limit(100)
    .execute()
}

/** A page of secrets with the algorithm of each, in one order. */
export async function pageOfSecrets(
  database: Kysely<RegistryTables>,
  after: Pick<SecretRow, 'credential_id' | 'slot'> | null,
  limit: number,
): Promise<SecretRowToOpen[]> {
  let query = database
    .selectFrom('hawk_auth_secrets as secrets')
    .innerJoin('hawk_auth_credentials as credentials', 'credentials.id', 'secrets.credential_id')
    .selectAll('secrets')
    .select('credentials.algorithm')
  if (after !== null) {
    query = query.where((eb) =>
      eb.or([
        eb('secrets.credential_id', '>', after.credential_id),
        eb.and([eb('secrets.credential_id', '=', after.credential_id), eb('secrets.slot', '>', after.slot)]),
      ]),
    )
  }
  return query.orderBy('secrets.credential_id').orderBy('secrets.slot').limit(limit).execute()
}

/** Removes every secret of a credential. */
export async function deleteSecrets(transaction: Kysely<RegistryTables>, id: string): Promise<void> {
  await transaction.deleteFrom('hawk_auth_secrets').where('credential_id', '=', id).execute()
}

/** Removes the previous secret of a credential where its time is over, so that nothing holds its fingerprint any more. */
export async function sweepPreviousSecret(
  transaction: Kysely<RegistryTables>,
  id: string,
  nowMs: number,
): Promise<void> {
  await transaction
    .deleteFrom('hawk_auth_secrets')
    .where('credential_id', '=', id)
    .where('slot', '=', 'previous')
    .where('not_after_ms', '<', nowMs)
    .execute()
}

/** Writes sealed secrets that no other id and no other slot holds. */
export async function insertSecrets(
  transaction: Kysely<RegistryTables>,
  rows: readonly SecretRow[],
): Promise<void> {
  const fingerprints = rows.map(({ fingerprint }) => fingerprint)
  const held = await transaction
    .selectFrom('hawk_auth_secrets')
    .select('fingerprint')
    .where('fingerprint', 'in', fingerprints)
    .execute()
  const seen = new Set(held.map(({ fingerprint }) => fingerprint))
  for (const { credential_id: id, fingerprint } of rows) {
    if (seen.has(fingerprint)) throw secretTaken(id)
    seen.add(fingerprint)
  }
  await transaction.insertInto('hawk_auth_secrets').values(rows).execute()
}

function secretTaken(id: string): RegistryError {
  return new RegistryError(
    'ERR_REGISTRY_SECRET_TAKEN',
    `The secret given for "${id}" is held already; one secret belongs to one credential`,
  )
}
