import type { Kysely } from 'kysely'
import type { AuditAction, AuditEntry } from '../audit.js'
import { isId } from '../checks/id.js'
import type { AuditPage, AuditQuery } from '../registry.js'
import type { AuditRow, CredentialRow, NewAuditRow, RegistryTables } from '../schema.js'

/** What is to be known of a change beside its credential; never a secret. */
export type AuditDetails = Readonly<Record<string, number | string | boolean | null>>

/** Who did what when. */
export interface Deed {
  atMs: number
  actor: string
  action: AuditAction
  details?: AuditDetails | undefined
}

/** The audit row of something done to one credential; `row` is how it stands afterwards. */
export function auditRowOf(
  { atMs, actor, action, details = {} }: Deed,
  row: Pick<CredentialRow, 'id' | 'owner'> & { version: number | null },
): NewAuditRow {
  return {
    at_ms: atMs,
    actor,
    action,
    credential_id: row.id,
    owner: row.owner,
    version: row.version,
    details: JSON.stringify(details),
  }
}

/** The audit row of something done to all credentials. */
export function auditRowOfAll({ atMs, actor, action, details = {} }: Deed): NewAuditRow {
  return {
    at_ms: atMs,
    actor,
    action,
    credential_id: '',
    owner: null,
    version: null,
    details: JSON.stringify(details),
  }
}

/** Adds to the audit log, in the transaction of what it tells of. */
export async function appendAudit(
  transaction: Kysely<RegistryTables>,
  rows: readonly NewAuditRow[],
): Promise<void> {
  await transaction.insertInto('hawk_auth_audit').values(rows).execute()
}

/** One page of the log, the newest first. */
export async function listAudit(
  database: Kysely<RegistryTables>,
  { id, actor, action, before, limit }: AuditQuery & { limit: number },
): Promise<AuditPage> {
  if (id !== undefined && !isId(id)) return { entries: [], next: null }
  let query = database.selectFrom('hawk_auth_audit').selectAll()
  if (id !== undefined) query = query.where('credential_id', '=', id)
  if (actor !== undefined) query = query.where('actor', '=', actor)
  if (action !== undefined) query = query.where('action', '=', action)
  if (before !== undefined) query = query.where('seq', '<', before)
  const rows = await query
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute()
  const entries = rows.slice(0, limit).map(entryOf)
  return { entries, next: rows.length > limit ? (entries.at(-1)?.seq ?? null) : null }
}

/**
 * The highest version that each of these ids ever had, as the log knows it: an id that was freed goes on from there, so that
 * what was shown of the one before can't be approved as the one after.
 */
export async function lastVersions(
  database: Kysely<RegistryTables>,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const rows = await database
    .selectFrom('hawk_auth_audit')
    .select(['credential_id', ({ fn }) => fn.max('version').as('version')])
    .where('credential_id', 'in', ids)
    .groupBy('credential_id')
    .execute()
  return new Map(rows.map(({ credential_id: id, version }) => [id, Number(version ?? 0)]))
}

function entryOf(row: AuditRow): AuditEntry {
  return {
    seq: row.seq,
    atMs: row.at_ms,
    actor: row.actor,
    // Rows are written by `auditRowOf` alone, whose action is one, and whose details are an object.
    action: row.action as AuditAction,
    id: row.credential_id,
    owner: row.owner,
    version: row.version,
    details: JSON.parse(row.details) as AuditEntry['details'],
  }
}
