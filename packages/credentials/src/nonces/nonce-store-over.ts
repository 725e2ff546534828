import type { Claim, NonceUse } from '@hawk-auth/core'
import { checkNonceUse, Deadlines, digestNonceUse } from '@hawk-auth/core/stores'
import { requireOpen } from '../closable-database.js'
import { unavailable } from '../database/faults.js'
import type { RegistryDatabase } from '../database/registry-database.js'
import { ClaimLine } from './claim-line.js'
import { insertNonces } from './insert-nonces.js'
import type { SqlNonceStoreSettings } from './nonce-store-options.js'
import type { SqlNonceStore } from './sql-nonce-store.js'
import { Sweeper } from './sweeper.js'

/** The replay cache over a database that is open and has its table. */
export function nonceStoreOver(
  database: RegistryDatabase,
  { timeoutMs, maxPending, sweepEveryMs, poolSize }: SqlNonceStoreSettings,
): SqlNonceStore {
  const isEmbedded = database.kind === 'sqlite'
  // The sweeper has the last connection.
  const line = new ClaimLine((rows) => insertNonces(database, rows), isEmbedded ? 1 : poolSize - 1)
  const deadlines = new Deadlines(timeoutMs)
  const sweeper = new Sweeper(database, sweepEveryMs)
  let closing: Promise<void> | undefined

  async function claim(use: NonceUse): Promise<Claim> {
    requireOpen(closing === undefined, 'nonce store')
    checkNonceUse('SqlNonceStore.claim', use)
    const row = { digest: digestNonceUse(use), keepUntilMs: Math.ceil(use.keepUntilMs) }
    sweeper.tell(use.nowMs)
    // Later than that it may have been deleted.
    if (!(use.keepUntilMs >= sweeper.latestMs)) return 'replayed'
    if (line.size >= maxPending) throw tooMany(database.name, maxPending)
    const waiting = line.add(row)
    try {
      return await deadlines.limit(waiting.answer)
    } finally {
      waiting.isGivenUp = true
    }
  }

  async function close(): Promise<void> {
    await line.drain()
    await sweeper.close()
    await database.close()
  }

  return {
    ...(isEmbedded && database.file === null ? { scope: 'process' } : {}),
    claim,
    close: () => (closing ??= close()),
  }
}

function tooMany(name: string, maxPending: number): Error {
  return unavailable(name, { reason: `${maxPending} claims wait for it already`, driverCode: '' })
}
