import type { Kysely } from 'kysely'
import { isRegistryAlgorithm } from '../checks/new-credential.js'
import type { Credential, RegistryAlgorithm } from '../credential.js'
import { RegistryError } from '../registry-error.js'
import type { CredentialRow, RegistryTables } from '../schema.js'

/** A row, and until when its previous secret works. */
export interface CredentialRowToShow extends CredentialRow {
  previous_until_ms: number | null
}

/** No credential has this id. */
export function unknownId(id: string): RegistryError {
  return new RegistryError('ERR_REGISTRY_UNKNOWN_ID', `No credential has the id "${id}"`)
}

/** Writes a changed row over the one of `version`. */
export async function updateCredential(
  transaction: Kysely<RegistryTables>,
  version: number,
  row: CredentialRow,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('hawk_auth_credentials')
    .set({
      status: row.status,
      version: row.version,
      expires_at_ms: row.expires_at_ms,
      changed_at_ms: row.changed_at_ms,
    })
    .where('id', '=', row.id)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows !== 1n) throw conflict(row.id)
}

/** The credential is not the one that was shown. */
export function conflict(id: string): RegistryError {
  return new RegistryError(
    'ERR_REGISTRY_CONFLICT',
    `The credential "${id}" was changed since it was read; look at it again`,
  )
}

/** What everybody may see of a row. */
export function credentialOf(row: CredentialRowToShow, nowMs: number): Credential {
  const untilMs = row.previous_until_ms
  return {
    id: row.id,
    owner: row.owner,
    ownerEmail: row.owner_email,
    description: row.description,
    algorithm: algorithmOf(row),
    status: row.status,
    version: row.version,
    expiresAtMs: row.expires_at_ms,
    createdAtMs: row.created_at_ms,
    changedAtMs: row.changed_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
    previousSecretUntilMs: untilMs !== null && untilMs >= nowMs ? untilMs : null,
  }
}

/** The algorithm of a row. */
export function algorithmOf({ id, algorithm }: Pick<CredentialRow, 'id' | 'algorithm'>): RegistryAlgorithm {
  if (isRegistryAlgorithm(algorithm)) return algorithm
  throw new RegistryError(
    'ERR_REGISTRY_DATABASE_FAILED',
    `The database has an unknown algorithm for the credential "${id}"`,
  )
}
