import { checkExpiry } from '../checks/new-credential.js'
import { checkBy, checkByOf, checkVersion } from '../checks/by-actor.js'
import { checkKnownId } from '../checks/id.js'
import type { Credential } from '../credential.js'
import type { ByActorOf, CredentialRegistry } from '../registry.js'
import type { RegistryContext } from '../registry-context.js'
import { appendAudit, auditRowOf } from '../tables/audit-log.js'
import { findCredential } from '../tables/credentials-query.js'
import { conflict, unknownId } from '../tables/credentials-table.js'
import { deleteSecrets } from '../tables/secrets-table.js'
import { changeCredential } from './change-credential.js'
import { approvalDetails } from './own-request.js'
import { statusAfter } from './transitions.js'

type LifeOperations = Pick<
  CredentialRegistry,
  'approve' | 'refuse' | 'suspend' | 'resume' | 'setExpiry' | 'delete' | 'free'
>

/** What changes the status of credentials, and their end. */
export function lifeOperations(context: RegistryContext): LifeOperations {
  return {
    async approve(id, options) {
      const checkedId = checkKnownId('approve', id)
      const by = checkByOf('approve', options)
      checkVersion('approve', options.version)
      return changeCredential(context, {
        action: 'approve',
        id: checkedId,
        by,
        effect: ({ row }) => ({ details: approvalDetails(by.actor, row.owner) }),
      })
    },
    refuse: (id, options) => step(context, 'refuse', id, options),
    suspend: (id, options) => step(context, 'suspend', id, options),
    resume: (id, options) => step(context, 'resume', id, options),
    async setExpiry(id, options) {
      const checkedId = checkKnownId('setExpiry', id)
      const by = checkByOf('setExpiry', options, ['expiresAtMs'])
      const expiresAtMs = checkExpiry('setExpiry', options.expiresAtMs)
      const effect = (): { expiresAtMs: number | null; details: { expiresAtMs: number | null } } => ({
        expiresAtMs,
        details: { expiresAtMs },
      })
      return changeCredential(context, { action: 'set-expiry', id: checkedId, by, effect })
    },
    async delete(id, options) {
      const checkedId = checkKnownId('delete', id)
      const by = checkByOf('delete', options)
      return changeCredential(context, {
        action: 'delete',
        id: checkedId,
        by,
        async effect({ transaction }) {
          await deleteSecrets(transaction, checkedId)
          return { previousUntilMs: null }
        },
      })
    },
    async free(id, options) {
      const checkedId = checkKnownId('free', id)
      await freeId(context, checkedId, checkBy('free', options))
    },
  }
}

async function step(
  context: RegistryContext,
  action: 'refuse' | 'suspend' | 'resume',
  id: string,
  options: ByActorOf,
): Promise<Credential> {
  return changeCredential(context, { action, id: checkKnownId(action, id), by: checkByOf(action, options) })
}

async function freeId(context: RegistryContext, id: string, actor: string): Promise<void> {
  try {
    await context.database.write(async (transaction) => {
      const row = await findCredential(transaction, id)
      if (row === undefined) throw unknownId(id)
      statusAfter('free', row)
      await deleteSecrets(transaction, id)
      const { numDeletedRows } = await transaction
        .deleteFrom('hawk_auth_credentials')
        .where('id', '=', id)
        .where('version', '=', row.version)
        .executeTakeFirstOrThrow()
      if (numDeletedRows !== 1n) throw conflict(id)
      const freed = { id, owner: row.owner, version: null }
      await appendAudit(transaction, [auditRowOf({ atMs: context.now(), actor, action: 'free' }, freed)])
    })
  } finally {
    context.invalidate(id)
  }
}
