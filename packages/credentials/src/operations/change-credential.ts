import type { Transaction } from 'kysely'
import type { CheckedBy } from '../checks/by-actor.js'
import type { Credential } from '../credential.js'
import type { RegistryContext } from '../registry-context.js'
import type { CredentialRow, RegistryTables } from '../schema.js'
import { appendAudit, auditRowOf } from '../tables/audit-log.js'
import type { AuditDetails } from '../tables/audit-log.js'
import { requireCredential } from '../tables/credentials-query.js'
import { conflict, credentialOf, updateCredential } from '../tables/credentials-table.js'
import { sweepPreviousSecret } from '../tables/secrets-table.js'
import { statusAfter } from './transitions.js'
import type { TransitionName } from './transitions.js'

/** A change under way: the row before it. */
export interface ChangeUnderWay {
  transaction: Transaction<RegistryTables>
  row: CredentialRow
  nowMs: number
}

/** What a change does beside the status. */
export interface Effect {
  expiresAtMs?: number | null
  /** Absent: the previous secret is as before. */
  previousUntilMs?: number | null
  details?: AuditDetails
}

/** One change, its version check and its audit entry; all of it happens, or nothing. */
export interface Change {
  action: Exclude<TransitionName, 'free' | 'reveal'>
  id: string
  by: CheckedBy
  effect?: (change: ChangeUnderWay) => Promise<Effect> | Effect
}

/**
 * Changes a credential, and afterwards has this registry's cached stores forget it.
 *
 * @throws RegistryError `ERR_REGISTRY_UNKNOWN_ID`, `ERR_REGISTRY_CONFLICT`, `ERR_REGISTRY_WRONG_STATUS`
 */
export async function changeCredential(
  context: RegistryContext,
  { action, id, by, effect = () => ({}) }: Change,
): Promise<Credential> {
  try {
    return await context.database.write(async (transaction) => {
      const nowMs = context.now()
      const row = await requireCredential(transaction, id)
      if (by.version !== undefined && by.version !== row.version) throw conflict(id)
      const status = statusAfter(action, row)
      await sweepPreviousSecret(transaction, id, nowMs)
      const {
        expiresAtMs = row.expires_at_ms,
        previousUntilMs = row.previous_until_ms,
        details,
      } = await effect({ transaction, row, nowMs })
      const changed = {
        ...row,
        status,
        version: row.version + 1,
        expires_at_ms: expiresAtMs,
        changed_at_ms: nowMs,
        previous_until_ms: previousUntilMs,
      }
      await updateCredential(transaction, row.version, changed)
      await appendAudit(transaction, [auditRowOf({ atMs: nowMs, actor: by.actor, action, details }, changed)])
      return credentialOf(changed, nowMs)
    })
  } finally {
    // After a failure too: a connection that broke off in the commit does not tell whether it happened.
    context.invalidate(id)
  }
}
