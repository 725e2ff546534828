import { warnOnce } from '@hawk-auth/core/stores'
import { sql } from 'kysely'
import type { RegistryDatabase } from '../database/registry-database.js'
import { RegistryError } from '../registry-error.js'

/** What a server must say for a row that is acknowledged to outlive a loss of power, where the store can't see to it itself. */
const SETTINGS = {
  postgres: {
    setting: 'fsync',
    ask: sql<{ value: string }>`select current_setting('fsync') as value`,
    good: 'on',
  },
  mysql: {
    setting: 'innodb_flush_log_at_trx_commit',
    ask: sql<{ value: string }>`select cast(@@innodb_flush_log_at_trx_commit as char) as value`,
    good: '1',
  },
}

/** Warns once, with the code `HAWK_NONCES_NOT_DURABLE`, of a server that may lose what it has acknowledged. */
export async function warnUnlessDurable(database: RegistryDatabase): Promise<void> {
  if (database.kind === 'sqlite') return
  const { setting, ask, good } = SETTINGS[database.kind]
  const value = await database
    .read(async (kysely) => (await ask.execute(kysely)).rows[0]?.value)
    .catch(unknown)
  if (value === undefined || value === good) return
  warnOnce(
    'HAWK_NONCES_NOT_DURABLE',
    `${database.name} has ${setting} = ${value}: a loss of power forgets nonces that were admitted, and their requests ` +
      `pass once more; set it to ${good}`,
  )
}

/** Not every server that speaks the protocol has the setting. */
function unknown(error: unknown): undefined {
  if (error instanceof RegistryError && error.code === 'ERR_REGISTRY_DATABASE_FAILED') return undefined
  throw error
}
