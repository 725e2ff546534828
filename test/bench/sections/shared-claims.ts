import { createMemoryNonceStore } from '@hawk-auth/core'
import { ClaimTraffic } from '../candidates/claim-traffic.js'
import { throughStore } from '../candidates/claiming-way.js'
import type { ClaimingPlace, ClaimingWay } from '../candidates/claiming-way.js'
import { DATABASE_KINDS } from '../candidates/databases.js'
import { openSharedCaches } from '../candidates/shared-caches.js'
import { claimFor } from '../load/claim-load.js'
import type { SeenClaims } from '../load/claim-load.js'
import { sharedClaimsTable } from '../report/shared-claims-table.js'
import type { Figures, RunContext, Section } from '../section.js'
import { median, percentile } from '../statistics.js'
import { commandsPerClaim } from './commands-per-claim.js'

const AT_ONCE = [1, 50]
const MEMORY = 'memory'
/** Nonces that are live at a time in the traffic's own clock. */
const LIVE = 500_000
const REDIS_CLIENTS = ['ioredis', 'node-redis']
const SHARED = [...REDIS_CLIENTS, 'ioredis-always', ...DATABASE_KINDS]
/** The first claims of a way tell how many are to be made ready for a slice. */
const FIRST_CLAIMS = 200
const MOST_CLAIMS = 200_000

/** What claims cost in each store, beside the bare command of its database. */
export const sharedClaims: Section = {
  name: 'shared-claims',
  title:
    'claims in shared replay caches, each beside a bare SET NX PX or INSERT of the same driver (Redis: no fsync; always: appendfsync always)',
  rows: [
    { figure: 'redis.commands', what: 'Redis: commands for each claim', unit: 'count' },
    { figure: 'redis.concurrent', what: 'Redis: rate of 50 at once, of one after another', unit: 'times' },
    ...SHARED.map((name) => ({
      figure: `shared-claims.${name}.cost`,
      what: `${name}: processor time of a claim at 50 at once, of the bare command`,
      unit: 'times' as const,
    })),
  ],
  processes: 3,
  table: sharedClaimsTable,
  async run({ quick, progress }: RunContext): Promise<Figures> {
    const places = [inMemory(), ...(await openSharedCaches())]
    const ways = places.flatMap((place) => place.ways)
    const traffic = new ClaimTraffic(LIVE)
    const plan = quick ? { rounds: 2, sliceMs: 60 } : { rounds: 30, sliceMs: 100 }
    const seen = await measureWays(ways, traffic, { ...plan, progress })
    const stores = ways.filter(({ name }) => REDIS_CLIENTS.includes(name))
    const figures = figuresOf(seen)
    const server = places.find(({ counts }) => counts !== undefined)?.counts
    if (server !== undefined) figures['redis.commands'] = await commandsPerClaim(server, stores, traffic)
    for (const place of places) await place.close()
    return figures
  },
}

/** The replay cache of one process, to compare with. */
function inMemory(): ClaimingPlace {
  const store = createMemoryNonceStore({ maxEntries: LIVE * 2 })
  return { ways: [throughStore(MEMORY, store)], close: () => Promise.resolve() }
}

/** What was seen in each round, by way and by how many were made at once. */
type Seen = ReadonlyMap<string, SeenClaims[]>

async function measureWays(
  ways: readonly ClaimingWay[],
  traffic: ClaimTraffic,
  plan: { rounds: number; sliceMs: number; progress: (done: number) => void },
): Promise<Seen> {
  const series = ways.flatMap((way) =>
    // One that answers at once has nothing to wait for.
    AT_ONCE.filter((atOnce) => atOnce === 1 || way.name !== MEMORY).map((atOnce) => ({ way, atOnce })),
  )
  const seen = new Map(series.map(({ way, atOnce }) => [`${way.name}.${atOnce}`, [] as SeenClaims[]]))
  for (let round = 0; round <= plan.rounds; round += 1) {
    for (const { way, atOnce } of series) {
      const known = seen.get(`${way.name}.${atOnce}`)
      const rate = known?.at(-1)?.rate
      const enough = rate === undefined ? FIRST_CLAIMS : Math.ceil((rate * plan.sliceMs) / 500) + FIRST_CLAIMS
      const claims = way.claimsOf(traffic.next(Math.min(enough, MOST_CLAIMS)))
      known?.push(await claimFor(plan.sliceMs, atOnce, claims))
    }
    plan.progress(round / plan.rounds)
  }
  // The first round warms up.
  return new Map([...seen].map(([name, rounds]) => [name, rounds.slice(1)]))
}

function figuresOf(seen: Seen): Figures {
  const figures: Figures = {}
  for (const [name, rounds] of seen) {
    const latencies = rounds.flatMap(({ latenciesMs }) => latenciesMs)
    figures[`shared-claims.${name}.rate`] = median(rounds.map(({ rate }) => rate))
    figures[`shared-claims.${name}.cpu`] = median(rounds.map(({ cpuUs }) => cpuUs))
    figures[`shared-claims.${name}.p50`] = percentile(latencies, 50)
    figures[`shared-claims.${name}.p99`] = percentile(latencies, 99)
  }
  const isSeen = (name: string): boolean => seen.has(`${name}.1`)
  for (const name of SHARED.filter(isSeen)) {
    figures[`shared-claims.${name}.cost`] = ratio(seen, `${name}.50`, `${name}.bare.50`, 'cpuUs')
  }
  const concurrent = REDIS_CLIENTS.filter(isSeen).map((name) =>
    ratio(seen, `${name}.50`, `${name}.1`, 'rate'),
  )
  if (concurrent.length > 0) figures['redis.concurrent'] = Math.min(...concurrent)
  return figures
}

/** The median of the ratios of each round. */
function ratio(seen: Seen, name: string, unit: string, of: 'rate' | 'cpuUs'): number {
  const units = seen.get(unit) ?? []
  return median((seen.get(name) ?? []).map((each, round) => each[of] / (units[round]?.[of] ?? NaN)))
}
