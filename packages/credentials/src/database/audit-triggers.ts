import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { RegistryTables } from '../schema.js'
import { RegistryError } from '../registry-error.js'
import type { DatabaseKind } from './registry-database.js'

const REFUSAL = 'hawk_auth_audit is append-only'

/** Done again it leaves the same triggers. */
const STATEMENTS: Readonly<Record<DatabaseKind, readonly string[]>> = {
  sqlite: [
    `create trigger if not exists hawk_auth_audit_update before update on hawk_auth_audit
      begin select raise(abort, '${REFUSAL}'); end`,
    `create trigger if not exists hawk_auth_audit_delete before delete on hawk_auth_audit
      begin select raise(abort, '${REFUSAL}'); end`,
    // "insert or replace" deletes without asking the trigger before.
    `create trigger if not exists hawk_auth_audit_replace before insert on hawk_auth_audit
      when exists (select 1 from hawk_auth_audit where seq = new.seq)
      begin select raise(abort, '${REFUSAL}'); end`,
  ],
  postgres: [
    `create or replace function hawk_auth_audit_refuse() returns trigger language plpgsql as
      $$ begin raise exception '${REFUSAL}'; end $$`,
    `drop trigger if exists hawk_auth_audit_append_only on hawk_auth_audit`,
    `create trigger hawk_auth_audit_append_only before update or delete or truncate on hawk_auth_audit
      for each statement execute function hawk_auth_audit_refuse()`,
  ],
  mysql: [
    `drop trigger if exists hawk_auth_audit_update`,
    `create trigger hawk_auth_audit_update before update on hawk_auth_audit
      for each row signal sqlstate '45000' set message_text = '${REFUSAL}'`,
    `drop trigger if exists hawk_auth_audit_delete`,
    `create trigger hawk_auth_audit_delete before delete on hawk_auth_audit
      for each row signal sqlstate '45000' set message_text = '${REFUSAL}'`,
  ],
}

/**
 * Makes the audit log refuse changes of what it holds. A server where this account may make no triggers gets a warning
 * instead: there the grants must see to it.
 */
export async function createAuditTriggers(
  database: Kysely<RegistryTables>,
  kind: DatabaseKind,
): Promise<void> {
  try {
    for (const statement of STATEMENTS[kind]) await sql.raw(statement).execute(database)
  } catch (error) {
    // In the other two who may make tables may make triggers, and their transactions would be over.
    if (kind !== 'mysql' || !isForbidden(error)) throw error
    process.emitWarning(
      'This account may not create triggers, so that nothing keeps it from changing hawk_auth_audit; grant it only ' +
        'SELECT and INSERT there',
      { code: 'HAWK_AUDIT_UNPROTECTED', detail: error.message },
    )
  }
}

function isForbidden(error: unknown): error is RegistryError {
  return error instanceof RegistryError && error.code === 'ERR_REGISTRY_DATABASE_READ_ONLY'
}
