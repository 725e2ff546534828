import { sql } from 'kysely'
import type { Kysely, Transaction } from 'kysely'
import type { DatabaseKind } from '../database/registry-database.js'
import type { SecretVault } from '../secret-vault.js'
import type { AuditRow, CredentialRow, RegistryTables, SecretSlot } from '../schema.js'
import { BATCH_SIZE } from '../operations/batches.js'
import { pageOfSecrets } from '../tables/secrets-table.js'

/** One end of a copy: its transaction, and the keys of its secrets. */
export interface Side {
  transaction: Transaction<RegistryTables>
  kind: DatabaseKind
  vault: SecretVault
}

/** A table as it is copied: rows in one order, which say the same on either side. */
export interface CopiedTable<Row> {
  name: keyof RegistryTables
  /** At most `BATCH_SIZE` rows after the given one; null is the beginning. */
  page(side: Side, after: Row | null): Promise<Row[]>
  insert(side: Side, rows: readonly Row[]): Promise<void>
}

/** A secret that was opened. */
interface CopiedSecret {
  credential_id: string
  slot: SecretSlot
  algorithm: string
  secret: string
  not_after_ms: number | null
  /** Whether the fingerprint is the one that this side's key makes. */
  hasItsFingerprint: boolean
}

export const credentials: CopiedTable<CredentialRow> = {
  name: 'hawk_auth_credentials',
  page({ transaction }, after) {
    const query = transaction.selectFrom('hawk_auth_credentials').selectAll()
    const rest = after === null ? query : query.where('id', '>', after.id)
    return rest.orderBy('id').limit(BATCH_SIZE).execute()
  },
  async insert({ transaction }, rows) {
    await transaction.insertInto('hawk_auth_credentials').values(rows).execute()
  },
}

export const secrets: CopiedTable<CopiedSecret> = {
  name: 'hawk_auth_secrets',
  async page({ transaction, vault }, after) {
    const rows = await pageOfSecrets(transaction, after, BATCH_SIZE)
    return rows.map((row) => {
      const { credential_id, slot, algorithm, not_after_ms, fingerprint } = row
      const secret = vault.open(row, algorithm)
      const hasItsFingerprint = vault.fingerprint(secret) === fingerprint
      return { credential_id, slot, algorithm, secret, not_after_ms, hasItsFingerprint }
    })
  },
  async insert({ transaction, vault }, rows) {
    const sealed = rows.map(({ credential_id: id, slot, algorithm, not_after_ms: notAfterMs, secret }) =>
      vault.seal({ id, slot, algorithm, notAfterMs }, secret),
    )
    await transaction.insertInto('hawk_auth_secrets').values(sealed).execute()
  },
}

export const auditEntries: CopiedTable<AuditRow> = {
  name: 'hawk_auth_audit',
  page({ transaction }, after) {
    const query = transaction.selectFrom('hawk_auth_audit').selectAll()
    const rest = after === null ? query : query.where('seq', '>', after.seq)
    return rest.orderBy('seq').limit(BATCH_SIZE).execute()
  },
  async insert({ transaction, kind }, rows) {
    await transaction.insertInto('hawk_auth_audit').values(rows).execute()
    const last = rows.at(-1)
    // The other two go on after the highest by themselves.
    if (kind !== 'postgres' || last === undefined) return
    await sql`select setval(pg_get_serial_sequence('hawk_auth_audit', 'seq'), ${last.seq})`.execute(
      transaction,
    )
  },
}

/** How many rows a registry has. */
export async function countRows(database: Kysely<RegistryTables>): Promise<number> {
  let total = 0
  for (const { name } of [credentials, secrets, auditEntries]) {
    const { rows } = await database
      .selectFrom(name)
      .select(({ fn }) => fn.countAll().as('rows'))
      .executeTakeFirstOrThrow()
    total += Number(rows)
  }
  return total
}
