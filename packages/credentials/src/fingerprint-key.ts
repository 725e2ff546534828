import { randomBytes } from 'node:crypto'
import type { RegistryDatabase } from './database/registry-database.js'
import { RegistryError } from './registry-error.js'
import { FINGERPRINT_CONTEXT } from './secret-vault.js'
import type { MasterKeys } from './secrets/master-keys.js'
import { parseSealed } from './secrets/sealed-text.js'
import { hasSecrets, secretsUnderOtherKeys } from './tables/secrets-table.js'
import { insertFingerprintKey, readFingerprintKey } from './tables/meta-table.js'

/**
 * Opens the fingerprint key of a database, which proves the master key. The first who opens an empty database makes it;
 * two who do at once agree on one.
 *
 * @throws RegistryError `ERR_REGISTRY_MASTER_KEY_WRONG`
 */
export async function openFingerprintKey(
  database: RegistryDatabase,
  masterKeys: MasterKeys,
): Promise<Uint8Array> {
  const sealed = (await database.read(readFingerprintKey)) ?? (await makeFingerprintKey(database, masterKeys))
  try {
    return Buffer.from(masterKeys.open(sealed, FINGERPRINT_CONTEXT), 'base64url')
  } catch (error) {
    throw wrongMasterKey(database, error)
  }
}

/**
 * Proves that every secret can be opened, too: one may have been sealed with an earlier key behind a rewrap, by a process
 * that did not know the new one yet. What is damaged is told when it is asked for.
 *
 * @throws RegistryError `ERR_REGISTRY_MASTER_KEY_WRONG`
 */
export async function requireKeysOfSecrets(
  database: RegistryDatabase,
  masterKeys: MasterKeys,
): Promise<void> {
  const rows = await database.read((reading) => secretsUnderOtherKeys(reading, masterKeys.keyIds))
  for (const { credential_id: id, sealed } of rows) {
    const keyId = parseSealed(sealed)?.keyId
    if (keyId === undefined) continue
    throw new RegistryError(
      'ERR_REGISTRY_MASTER_KEY_WRONG',
      `${database.name}: the secret of "${id}" was sealed with the master key "${keyId}", which is not given. Give that key ` +
        'too, behind the others, and run "hawk-auth credentials rewrap" before you leave it out',
    )
  }
}

/** Whether a database was never sealed with any key, so that a new master key loses nothing. */
export async function isUnsealed(database: RegistryDatabase): Promise<boolean> {
  return database.read(async (reading) => {
    return (await readFingerprintKey(reading)) === undefined && !(await hasSecrets(reading))
  })
}

async function makeFingerprintKey(database: RegistryDatabase, masterKeys: MasterKeys): Promise<string> {
  const made = masterKeys.seal(randomBytes(32).toString('base64url'), FINGERPRINT_CONTEXT)
  return database.write(async (transaction) => {
    const known = await readFingerprintKey(transaction)
    if (known !== undefined) return known
    if (await hasSecrets(transaction)) throw keyIsGone(database)
    await insertFingerprintKey(transaction, made)
    return made
  })
}

function keyIsGone({ name }: RegistryDatabase): RegistryError {
  return new RegistryError(
    'ERR_REGISTRY_DATABASE_FAILED',
    `${name} holds secrets, but its row "fingerprint-key" in hawk_auth_meta is gone; restore the database from a backup`,
  )
}

function wrongMasterKey({ name }: RegistryDatabase, error: unknown): unknown {
  if (!(error instanceof RegistryError)) return error
  return new RegistryError(
    'ERR_REGISTRY_MASTER_KEY_WRONG',
    `${name} was sealed with another master key: ${error.message}. Give the key that it was sealed with ` +
      '(HAWK_AUTH_MASTER_KEY, HAWK_AUTH_MASTER_KEY_FILE, or the key file beside the database), several separated by ' +
      'commas; without it the secrets cannot be read, and the credentials must be reset in a new database',
    { cause: error },
  )
}
