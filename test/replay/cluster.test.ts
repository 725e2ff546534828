import { beforeAll, describe, onTestFinished, test, vi } from 'vitest'
import { startRedisCluster } from '../support/redis-cluster.js'
import { REDIS } from '../support/redis-servers.js'
import { isMissing } from '../support/services.js'
import { expectNoReplay } from './support/expect-no-replay.js'
import { buildServers, Fleet } from './support/fleet.js'
import { Load } from './support/load.js'

const KILLS = 3
const ADMISSIONS = 150
const OUTAGE = 100
const ALL_WELL = 500

vi.setConfig({ testTimeout: 120_000 })

beforeAll(buildServers, 120_000)

describe.skipIf(isMissing(REDIS, 'a Redis Cluster, one node of which is killed under load'))(
  'a Redis Cluster of three nodes',
  () => {
    test(`one node of which is killed, ${KILLS} times, admits no replay: its slots wait, the others go on`, async () => {
      const cluster = await startRedisCluster({ nodes: 3, appendonly: true })
      onTestFinished(() => cluster.stop())
      const location = cluster.nodes.map(({ url }) => url).join(',')
      const fleet = await Fleet.start({ kind: 'redis cluster', location })
      onTestFinished(() => fleet.stop())
      const load = new Load(fleet)
      for (let kill = 0; kill < KILLS; kill++) {
        await load.sees(ADMISSIONS, 'admitted')
        await cluster.kill(kill)
        await load.sees(OUTAGE, 'ERR_HAWK_STORE_UNAVAILABLE')
        await load.sees(ADMISSIONS, 'admitted')
        await cluster.restart(kill)
        await load.seesAllWell(ALL_WELL)
      }
      await load.stop()
      await expectNoReplay(fleet, load.ledger)
    })
  },
)
