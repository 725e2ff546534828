import { onTestFinished } from 'vitest'
import type { Insertable } from 'kysely'
import { prepareDatabase } from '../../src/database/migrations.js'
import { openDatabase } from '../../src/database/open-database.js'
import type { RegistryDatabase } from '../../src/database/registry-database.js'
import { RegistryError } from '../../src/registry-error.js'
import type { RegistryTables } from '../../src/schema.js'

/** Opens a database and closes it when the test is over. */
export async function openForTest(location: string, poolSize?: number): Promise<RegistryDatabase> {
  const database = await openDatabase(location, { poolSize })
  onTestFinished(() => database.close())
  return database
}

/** The same with its tables. */
export async function migratedForTest(location: string, poolSize?: number): Promise<RegistryDatabase> {
  const database = await openForTest(location, poolSize)
  await prepareDatabase(database, { migrate: true })
  return database
}

/** A row of a credential. */
export function credential(
  fields: Partial<Insertable<RegistryTables['hawk_auth_credentials']>> = {},
): Insertable<RegistryTables['hawk_auth_credentials']> {
  return {
    id: 'ci-bot',
    owner: 'ada',
    owner_email: null,
    description: 'Nightly builds',
    algorithm: 'sha256',
    status: 'pending',
    version: 1,
    expires_at_ms: null,
    created_at_ms: 1_764_000_000_000,
    changed_at_ms: 1_764_000_000_000,
    last_used_at_ms: null,
    ...fields,
  }
}

/** A row of a secret. */
export function secret(
  fields: Partial<Insertable<RegistryTables['hawk_auth_secrets']>> = {},
): Insertable<RegistryTables['hawk_auth_secrets']> {
  return {
    credential_id: 'ci-bot',
    slot: 'current',
    sealed: 'v1.sealed-secret',
    fingerprint: 'the-fingerprint',
    not_after_ms: null,
    ...fields,
  }
}

/** A row of the audit log. */
export function entry(): Insertable<RegistryTables['hawk_auth_audit']> {
  return {
    at_ms: 1_764_000_000_000,
    actor: 'cli:ada',
    action: 'request',
    credential_id: 'ci-bot',
    owner: 'ada',
    version: 1,
    details: '{}',
  }
}

/** What a promise rejects with, which must be a RegistryError. */
export async function errorOf(work: Promise<unknown>): Promise<RegistryError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof RegistryError) return error
  throw new Error('It was to reject with a RegistryError', { cause: error })
}

/** All that an error shows anywhere. */
export function everythingOf(error: Error): string {
  const { cause, message, stack, ...fields } = error
  const deeper = cause instanceof Error ? everythingOf(cause) : JSON.stringify(cause)
  return [message, stack, JSON.stringify(fields), deeper].join('\n')
}
