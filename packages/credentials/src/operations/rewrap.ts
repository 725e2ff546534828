import type { Transaction } from 'kysely'
import { checkCallback } from '../checks/bad-input.js'
import { checkBy } from '../checks/by-actor.js'
import type { CredentialRegistry } from '../registry.js'
import { RegistryError } from '../registry-error.js'
import type { RegistryContext } from '../registry-context.js'
import type { RegistryTables } from '../schema.js'
import { appendAudit, auditRowOfAll } from '../tables/audit-log.js'
import { readFingerprintKey, updateFingerprintKey } from '../tables/meta-table.js'
import { pageOfSecrets } from '../tables/secrets-table.js'
import type { SecretRowToOpen } from '../tables/secrets-table.js'
import { BATCH_SIZE } from './batches.js'

/**
 * Seals every secret with the first master key, a batch in each transaction. The fingerprint key comes last: while it needs
 * the earlier master key, so may secrets, and a start without that key fails. Done again it goes on where it stopped.
 */
export async function rewrapSecrets(
  context: RegistryContext,
  options: Parameters<CredentialRegistry['rewrap']>[0],
): Promise<number> {
  const actor = checkBy('rewrap', options, ['onProgress'])
  const onProgress = checkCallback('rewrap', 'onProgress', options.onProgress)
  const total = await context.database.read(countSecrets)
  let done = 0
  let sealed = 0
  let last: SecretRowToOpen | null = null
  do {
    const batch: Batch = await rewrapBatch(context, last, actor)
    done += batch.read
    sealed += batch.sealed
    last = batch.last
    onProgress?.(done, Math.max(total, done))
  } while (last !== null)
  return sealed
}

interface Batch {
  read: number
  sealed: number
  /** Where the next batch begins; null after the last. */
  last: SecretRowToOpen | null
}

async function rewrapBatch(
  { database, vault, now }: RegistryContext,
  after: SecretRowToOpen | null,
  actor: string,
): Promise<Batch> {
  return database.write(async (transaction) => {
    const rows = await pageOfSecrets(transaction, after, BATCH_SIZE)
    let sealed = 0
    for (const row of rows) {
      const anew = vault.reseal(row, row.algorithm)
      if (anew === null) continue
      await updateSealed(transaction, row, anew)
      sealed++
    }
    const isLast = rows.length < BATCH_SIZE
    if (isLast) await rewrapFingerprintKey(transaction, vault)
    if (isLast || sealed > 0) {
      const details = { sealed, keyId: vault.currentKeyId }
      await appendAudit(transaction, [auditRowOfAll({ atMs: now(), actor, action: 'rewrap', details })])
    }
    return { read: rows.length, sealed, last: isLast ? null : (rows.at(-1) ?? null) }
  })
}

async function rewrapFingerprintKey(
  transaction: Transaction<RegistryTables>,
  vault: RegistryContext['vault'],
): Promise<void> {
  const sealed = await readFingerprintKey(transaction)
  if (sealed === undefined) {
    throw new RegistryError('ERR_REGISTRY_DATABASE_FAILED', 'The fingerprint key is gone from the database')
  }
  const anew = vault.resealFingerprintKey(sealed)
  if (anew !== null) await updateFingerprintKey(transaction, anew)
}

async function updateSealed(
  transaction: Transaction<RegistryTables>,
  { credential_id, slot }: SecretRowToOpen,
  sealed: string,
): Promise<void> {
  await transaction
    .updateTable('hawk_auth_secrets')
    .set({ sealed })
    .where('credential_id', '=', credential_id)
    .where('slot', '=', slot)
    .execute()
}

async function countSecrets(database: Parameters<typeof pageOfSecrets>[0]): Promise<number> {
  const { total } = await database
    .selectFrom('hawk_auth_secrets')
    .select(({ fn }) => fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  return Number(total)
}
