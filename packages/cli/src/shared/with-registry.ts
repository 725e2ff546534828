import { existsSync } from 'node:fs'
import { databaseFile, openRegistry } from '@hawk-auth/credentials'
import type { CredentialRegistry } from '@hawk-auth/credentials'
import { CliError } from '../cli-error.js'
import type { Call } from './call.js'

/** A command asks one thing after the other. */
const POOL_SIZE = 2

/**
 * Opens the registry for one use, and closes it whatever happens.
 *
 * @param isFirstUse - whether a SQLite file that is not there is made; otherwise its path is taken for a mistake
 */
export async function withRegistry<T>(
  { database }: Pick<Call, 'database'>,
  use: (registry: CredentialRegistry) => Promise<T>,
  { isFirstUse = false }: { isFirstUse?: boolean } = {},
): Promise<T> {
  if (!isFirstUse) requireFile(database)
  const registry = await openRegistry({ database, poolSize: POOL_SIZE })
  let result: T
  try {
    result = await use(registry)
  } catch (error) {
    // The first error is the one to tell.
    await registry.close().catch(() => undefined)
    throw error
  }
  await registry.close()
  return result
}

/** A command that only looks, or changes what is there, makes no new file in place of one that was misspelt. */
function requireFile(database: string): void {
  const file = databaseFile(database)
  if (file === null || existsSync(file)) return
  throw new CliError(
    'unavailable',
    `There is no database ${file}: check --database and HAWK_AUTH_DATABASE; "hawk-auth credentials create" makes a new one`,
  )
}
