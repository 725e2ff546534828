import type { RedisServer } from '../../support/redis-servers.js'
import type { ClaimingWay } from '../candidates/claiming-way.js'
import type { ClaimTraffic } from '../candidates/claim-traffic.js'
import { claimFor } from '../load/claim-load.js'

const CLAIMS = 2_000
const LONG_MS = 60_000

/** How many commands a Redis does for each claim of some stores, one after another and many at once, by its own count. */
export async function commandsPerClaim(
  server: RedisServer,
  stores: readonly ClaimingWay[],
  traffic: ClaimTraffic,
): Promise<number> {
  const loads = stores.flatMap((store) => [1, 50].map((atOnce) => ({ store, atOnce })))
  let made = 0
  await server.ask('CONFIG', 'RESETSTAT')
  const before = await countCommands(server)
  for (const { store, atOnce } of loads) {
    const { latenciesMs } = await claimFor(LONG_MS, atOnce, store.claimsOf(traffic.next(CLAIMS)))
    made += latenciesMs.length
  }
  // The count that was taken before is in the one that is taken after.
  return ((await countCommands(server)) - before - 1) / made
}

async function countCommands(server: RedisServer): Promise<number> {
  const stats = String(await server.ask('INFO', 'commandstats'))
  return [...stats.matchAll(/^cmdstat_[^:]+:calls=(\d+)/gm)].reduce(
    (sum, [, calls]) => sum + Number(calls),
    0,
  )
}
