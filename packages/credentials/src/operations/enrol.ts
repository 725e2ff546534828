import type { Transaction } from 'kysely'
import type { CheckedCredential } from '../checks/new-credential.js'
import type { Credential } from '../credential.js'
import { RegistryError } from '../registry-error.js'
import type { RegistryContext } from '../registry-context.js'
import type { CredentialRow, RegistryTables } from '../schema.js'
import { appendAudit, auditRowOf, lastVersions } from '../tables/audit-log.js'
import type { Deed } from '../tables/audit-log.js'
import { credentialOf } from '../tables/credentials-table.js'
import { insertSecrets } from '../tables/secrets-table.js'
import { approvalDetails } from './own-request.js'

/** A credential that enters the registry. Where it is approved at once, that is a deed of its own, and a second version. */
export interface Enrolment {
  credential: CheckedCredential
  secret: string
  isApproved: boolean
  action: 'request' | 'import'
}

/** Who enrols, and when: the time within the transaction, which may have waited long for others. */
export interface EnrolledBy {
  actor: string
  nowMs: number
}

/**
 * Writes new credentials with their secrets and audit entries.
 *
 * @throws RegistryError `ERR_REGISTRY_ID_TAKEN`, `ERR_REGISTRY_SECRET_TAKEN`
 */
export async function enrol(
  { vault }: RegistryContext,
  transaction: Transaction<RegistryTables>,
  enrolments: readonly Enrolment[],
  by: EnrolledBy,
): Promise<Credential[]> {
  const { nowMs } = by
  const ids = enrolments.map(({ credential }) => credential.id)
  await requireFreeIds(transaction, ids)
  const versions = await lastVersions(transaction, ids)
  const firstOf = (id: string): number => (versions.get(id) ?? 0) + 1
  const rows = enrolments.map((enrolment) => newRow(enrolment, firstOf(enrolment.credential.id), nowMs))
  await transaction.insertInto('hawk_auth_credentials').values(rows).execute()
  await insertSecrets(
    transaction,
    enrolments.map(({ credential: { id, algorithm }, secret }) =>
      vault.seal({ id, slot: 'current', algorithm }, secret),
    ),
  )
  const audit = enrolments.flatMap((enrolment) =>
    deedsOf(enrolment, by).map((deed, index) => {
      const { credential } = enrolment
      return auditRowOf(deed, { ...credential, version: firstOf(credential.id) + index })
    }),
  )
  await appendAudit(transaction, audit)
  return rows.map((row) => credentialOf({ ...row, previous_until_ms: null }, nowMs))
}

async function requireFreeIds(
  transaction: Transaction<RegistryTables>,
  ids: readonly string[],
): Promise<void> {
  const taken = await transaction
    .selectFrom('hawk_auth_credentials')
    .select(['id', 'status'])
    .where('id', 'in', ids)
    .orderBy('id')
    .executeTakeFirst()
  if (taken !== undefined) throw idTaken(taken.id, taken.status === 'deleted')
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw idTaken(twice, false)
}

function idTaken(id: string, isDeleted: boolean): RegistryError {
  const why = isDeleted
    ? 'was given before; it stays taken, until an administrator frees it'
    : 'is given already'
  return new RegistryError('ERR_REGISTRY_ID_TAKEN', `The id "${id}" ${why}`)
}

function deedsOf({ action, credential, isApproved }: Enrolment, { actor, nowMs: atMs }: EnrolledBy): Deed[] {
  const deeds: Deed[] = [{ atMs, actor, action }]
  if (isApproved)
    deeds.push({ atMs, actor, action: 'approve', details: approvalDetails(actor, credential.owner) })
  return deeds
}

function newRow({ credential, isApproved }: Enrolment, first: number, nowMs: number): CredentialRow {
  return {
    ...credential,
    status: isApproved ? 'approved' : 'pending',
    version: isApproved ? first + 1 : first,
    created_at_ms: nowMs,
    changed_at_ms: nowMs,
    last_used_at_ms: null,
  }
}
