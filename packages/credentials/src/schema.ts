import type { Generated, Insertable, Selectable } from 'kysely'
import type { CredentialStatus } from './credential.js'

/**
 * The tables. Every text is compared byte for byte (SQLite: BINARY; PostgreSQL: COLLATE "C"; MariaDB and MySQL:
 * VARBINARY, read as UTF-8 text). Times are whole milliseconds since the epoch, as numbers.
 */
export interface RegistryTables {
  hawk_auth_meta: MetaTable
  hawk_auth_credentials: CredentialsTable
  hawk_auth_secrets: SecretsTable
  hawk_auth_audit: AuditTable
  hawk_nonces: NoncesTable
}

/**
 * Rows by name: `writes` (its value says nothing; every writer updates it first, and so waits for the one before), and
 * `fingerprint-key` (sealed; opening it proves the master key).
 */
interface MetaTable {
  name: string
  value: string
}

interface CredentialsTable {
  id: string
  owner: string
  owner_email: string | null
  description: string
  algorithm: string
  status: CredentialStatus
  /** 1 at first, one more with each change. */
  version: number
  expires_at_ms: number | null
  created_at_ms: number
  changed_at_ms: number
  last_used_at_ms: number | null
}

export type SecretSlot = 'current' | 'previous'

interface SecretsTable {
  credential_id: string
  slot: SecretSlot
  /** The secret under the master key. */
  sealed: string
  /** A keyed fingerprint of the secret; unique over all ids and slots. */
  fingerprint: string
  /** Of the previous secret alone: the last moment at which it works. */
  not_after_ms: number | null
}

interface AuditTable {
  seq: Generated<number>
  at_ms: number
  actor: string
  action: string
  credential_id: string
  owner: string | null
  /** The version of the credential after the change. */
  version: number | null
  /** JSON: what else is to be known; never a secret. */
  details: string
}

/** The replay cache: uses that were admitted, in no transaction with anything else. */
interface NoncesTable {
  /** `digestNonceUse`: 32 bytes. */
  digest: Uint8Array
  /** Whole milliseconds of the verifiers' clocks; the use is remembered up to and including this moment. */
  keep_until_ms: number
}

export type CredentialRow = Selectable<CredentialsTable>
export type SecretRow = Selectable<SecretsTable>
export type AuditRow = Selectable<AuditTable>
export type NewAuditRow = Insertable<AuditTable>
