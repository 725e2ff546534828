import type { CachedCredentialStore, Clock } from '@hawk-auth/core'
import { checkAuditQuery, checkListQuery } from './checks/queries.js'
import { isId } from './checks/id.js'
import { closableDatabase, requireOpen } from './closable-database.js'
import type { Credential, RegisteredCredentials } from './credential.js'
import type { RegistryDatabase } from './database/registry-database.js'
import { importCredentials } from './operations/import.js'
import { lifeOperations } from './operations/life.js'
import { resetSecret, rotateSecret } from './operations/new-secrets.js'
import { requestCredential } from './operations/request.js'
import { revealSecret } from './operations/reveal.js'
import { rewrapSecrets } from './operations/rewrap.js'
import type { CredentialRegistry } from './registry.js'
import { keepContext } from './registry-context.js'
import type { RegistryContext } from './registry-context.js'
import type { SecretVault } from './secret-vault.js'
import { createRegistryStore } from './store/credential-store.js'
import { LastUsed } from './store/last-used.js'
import { StoresToTell } from './store/stores-to-tell.js'
import { listAudit } from './tables/audit-log.js'
import { findCredential, listCredentials } from './tables/credentials-query.js'
import { credentialOf } from './tables/credentials-table.js'

/** What a registry is made of. */
export interface RegistryParts {
  database: RegistryDatabase
  vault: SecretVault
  clock: Clock
  /** What the cached stores go by; undefined: core's own clocks. */
  cacheClock: Clock | undefined
}

/** Puts a registry together. */
export function createRegistry({ database, vault, clock, cacheClock }: RegistryParts): CredentialRegistry {
  const closable = closableDatabase(database)
  const stores = new StoresToTell<CachedCredentialStore<RegisteredCredentials>>()
  const context: RegistryContext = {
    database: closable,
    vault,
    now: () => Math.floor(clock()),
    invalidate: (id) => stores.invalidate(id),
  }
  const lastUsed = new LastUsed(closable, context.now)
  let closing: Promise<void> | null = null

  async function close(): Promise<void> {
    await lastUsed.close()
    await closable.close()
  }

  /** Refuses from the moment on at which `close` was called. */
  function whileOpen<A extends unknown[], T>(run: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
    return async (...args) => {
      requireOpen(closing === null)
      return run(...args)
    }
  }

  const life = lifeOperations(context)
  const registry: CredentialRegistry = {
    request: whileOpen((credential, options) => requestCredential(context, credential, options)),
    import: whileOpen((credentials, options) => importCredentials(context, credentials, options)),
    approve: whileOpen(life.approve),
    refuse: whileOpen(life.refuse),
    suspend: whileOpen(life.suspend),
    resume: whileOpen(life.resume),
    rotate: whileOpen((id, options) => rotateSecret(context, id, options)),
    reset: whileOpen((id, options) => resetSecret(context, id, options)),
    setExpiry: whileOpen(life.setExpiry),
    delete: whileOpen(life.delete),
    free: whileOpen(life.free),
    reveal: whileOpen((id, options) => revealSecret(context, id, options)),
    get: whileOpen((id) => getCredential(context, id)),
    list: whileOpen(async (query = {}) => {
      const checked = checkListQuery(query)
      return closable.read((reading) => listCredentials(reading, database.kind, checked, context.now()))
    }),
    audit: whileOpen(async (query = {}) => {
      const checked = checkAuditQuery(query)
      return closable.read((reading) => listAudit(reading, checked))
    }),
    rewrap: whileOpen((options) => rewrapSecrets(context, options)),
    credentialStore(options = {}) {
      requireOpen(closing === null)
      return stores.add(createRegistryStore(context, lastUsed, { clock: cacheClock, ...options }))
    },
    close: () => (closing ??= close()),
  }
  keepContext(registry, context)
  return registry
}

async function getCredential({ database, now }: RegistryContext, id: string): Promise<Credential | null> {
  if (!isId(id)) return null
  const row = await database.read((reading) => findCredential(reading, id))
  return row === undefined ? null : credentialOf(row, now())
}
