import { existsSync } from 'node:fs'
import { openRegistry } from '@hawk-auth/credentials'
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
  if (!isFirstUse && isPath(database) && !existsSync(database)) {
    throw new CliError(
      'unavailable',
      `There is no database ${database}: check --database and HAWK_AUTH_DATABASE; "hawk-auth credentials create" makes a new one`,
    )
  }
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

function isPath(location: string): boolean {
  return !/^[a-z][a-z0-9+.-]+:/i.test(location) && location !== ':memory:' && !location.includes('@')
}
