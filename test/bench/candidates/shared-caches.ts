import type { ClaimingPlace } from './claiming-way.js'
import { DATABASE_KINDS } from './databases.js'
import { claimsOnDurableRedis, claimsOnRedis } from './redis-claims.js'
import { claimsInDatabase } from './sql-claims.js'

/** Opens every shared replay cache whose server is on this machine; of another one line tells that it is left out. */
export async function openSharedCaches(): Promise<ClaimingPlace[]> {
  const openings = [
    claimsOnRedis,
    claimsOnDurableRedis,
    ...DATABASE_KINDS.map((kind) => () => claimsInDatabase(kind)),
  ]
  const places: ClaimingPlace[] = []
  for (const open of openings) {
    try {
      places.push(await open())
    } catch (error) {
      console.error(`left out: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return places
}
