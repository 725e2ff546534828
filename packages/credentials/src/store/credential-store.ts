import { createCachedCredentialStore } from '@hawk-auth/core'
import type { CachedCredentialStore, CachedCredentialStoreOptions } from '@hawk-auth/core'
import { isId } from '../checks/id.js'
import type { RegisteredCredentials } from '../credential.js'
import type { RegistryContext } from '../registry-context.js'
import type { SecretRow } from '../schema.js'
import { algorithmOf } from '../tables/credentials-table.js'
import { bySlot } from '../tables/secrets-table.js'
import type { SealedSecrets } from '../tables/secrets-table.js'
import type { LastUsed } from './last-used.js'

/** The cached store of a registry: one query for an id that is not at hand. */
export function createRegistryStore(
  context: RegistryContext,
  lastUsed: LastUsed,
  options: CachedCredentialStoreOptions,
): CachedCredentialStore<RegisteredCredentials> {
  return createCachedCredentialStore(
    {
      find: (id: string) => findRegistered(context, id),
      used: (id: string, atMs: number) => lastUsed.note(id, atMs),
    },
    options,
  )
}

async function findRegistered(
  { database, vault, now }: RegistryContext,
  id: string,
): Promise<RegisteredCredentials | null> {
  if (!isId(id)) return null
  const rows = await database.read((reading) =>
    reading
      .selectFrom('hawk_auth_credentials as credentials')
      .innerJoin('hawk_auth_secrets as secrets', 'secrets.credential_id', 'credentials.id')
      .selectAll('secrets')
      .select(['id', 'owner', 'algorithm', 'status', 'expires_at_ms'])
      .where('id', '=', id)
      .execute(),
  )
  const [row] = rows
  // A deleted one has no secrets.
  if (row === undefined || row.status === 'deleted') return null
  const secrets = bySlot(id, rows)
  const algorithm = algorithmOf(row)
  return {
    id: row.id,
    key: vault.open(secrets.current, algorithm),
    previousKey: previousKeyOf(secrets, (previous) => vault.open(previous, algorithm), now()),
    algorithm,
    approved: row.status === 'approved' || row.status === 'suspended',
    suspended: row.status === 'suspended',
    expiresAtMs: row.expires_at_ms,
    owner: row.owner,
  }
}

function previousKeyOf(
  { previous }: SealedSecrets,
  open: (previous: SecretRow) => string,
  nowMs: number,
): RegisteredCredentials['previousKey'] {
  const notAfterMs = previous?.not_after_ms ?? null
  if (previous === null || notAfterMs === null || !(notAfterMs >= nowMs)) return null
  return { key: open(previous), notAfterMs }
}
