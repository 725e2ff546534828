import { checkBy } from '../checks/by-actor.js'
import { checkKnownId } from '../checks/id.js'
import type { CredentialWithSecret } from '../credential.js'
import type { ByActor } from '../registry.js'
import type { RegistryContext } from '../registry-context.js'
import { appendAudit, auditRowOf } from '../tables/audit-log.js'
import { requireCredential } from '../tables/credentials-query.js'
import { credentialOf } from '../tables/credentials-table.js'
import { readSecrets } from '../tables/secrets-table.js'
import { statusAfter } from './transitions.js'

/** Opens the current secret, after the audit entry that says so was committed. */
export async function revealSecret(
  { database, vault, now }: RegistryContext,
  id: string,
  options: ByActor,
): Promise<CredentialWithSecret> {
  const checkedId = checkKnownId('reveal', id)
  const actor = checkBy('reveal', options)
  const { row, current, nowMs } = await database.write(async (transaction) => {
    const nowMs = now()
    const row = await requireCredential(transaction, checkedId)
    statusAfter('reveal', row)
    const { current } = await readSecrets(transaction, checkedId)
    await appendAudit(transaction, [auditRowOf({ atMs: nowMs, actor, action: 'reveal' }, row)])
    return { row, current, nowMs }
  })
  return { credential: credentialOf(row, nowMs), secret: vault.open(current, row.algorithm) }
}
