import { createRegistry } from './create-registry.js'
import type { RegistryDatabase } from './database/registry-database.js'
import { prepareDatabase } from './database/migrations.js'
import { openDatabase } from './database/open-database.js'
import { isUnsealed, openFingerprintKey, requireKeysOfSecrets } from './fingerprint-key.js'
import type { CredentialRegistry } from './registry.js'
import { checkRegistryOptions } from './registry-options.js'
import type { RegistryOptions, RegistrySettings } from './registry-options.js'
import { SecretVault } from './secret-vault.js'
import type { MasterKeys } from './secrets/master-keys.js'
import { readMasterKeys } from './secrets/read-master-keys.js'

/**
 * Opens a registry of credentials: connects to its database, sees to its tables, and proves the master key. Close it at the
 * end: what is still to be noted is written then.
 *
 * @param options - {@link RegistryOptions}
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`, `ERR_REGISTRY_DATABASE_UNAVAILABLE`, `ERR_REGISTRY_NOT_MIGRATED`,
 * `ERR_REGISTRY_NEWER_SCHEMA`, `ERR_REGISTRY_MASTER_KEY_MISSING`, `ERR_REGISTRY_MASTER_KEY_WRONG`
 * @example
 * const registry = await openRegistry()
 * const { secret } = await registry.request(
 *   { id: 'my-client-id', owner: 'ada', description: 'Nightly builds' },
 *   { actor: 'cli:ada' },
 * )
 * const credentials = registry.credentialStore()
 */
export async function openRegistry(options: RegistryOptions = {}): Promise<CredentialRegistry> {
  const settings = checkRegistryOptions(options, process.env)
  const { location, migrate, clock, cacheClock, poolSize } = settings
  const database = await openDatabase(location, { poolSize, migrate })
  try {
    await prepareDatabase(database, { migrate })
    const masterKeys = await readKeys(database, settings)
    const vault = new SecretVault(masterKeys, await openFingerprintKey(database, masterKeys))
    await requireKeysOfSecrets(database, masterKeys)
    return createRegistry({ database, vault, clock, cacheClock })
  } catch (error) {
    // The first error is the one to tell.
    await database.close().catch(() => undefined)
    throw error
  }
}

async function readKeys(
  database: RegistryDatabase,
  { masterKey }: Pick<RegistrySettings, 'masterKey'>,
): Promise<MasterKeys> {
  return readMasterKeys({
    ...(masterKey === undefined ? {} : { masterKey }),
    env: process.env,
    keyFile: database.file === null ? null : `${database.file}.key`,
    mayCreate: async () => database.file !== null && isUnsealed(database),
  })
}
