import { migrateDatabase } from '@hawk-auth/credentials'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { OWN_SERVERS } from '../../packages/credentials/test/faults/support/own-servers.js'
import { describeDatabase } from '../../packages/credentials/test/support/databases.js'
import { REDIS, startRedis } from '../support/redis-servers.js'
import { isMissing } from '../support/services.js'
import { expectNoReplay } from './support/expect-no-replay.js'
import { buildServers, Fleet } from './support/fleet.js'
import type { SharedStore } from './support/fleet.js'
import { Load } from './support/load.js'

const KILLS = 4
/** So many are admitted before a kill, refused for want of a store during it, and answered after the last one. */
const ADMISSIONS = 150
const OUTAGE = 100
const ALL_WELL = 500

vi.setConfig({ testTimeout: 120_000 })

beforeAll(buildServers, 120_000)

/** What is killed, and comes back with what it had on its disk. */
interface Mortal {
  kill: () => Promise<void>
  restart: () => Promise<void>
}

describe.skipIf(isMissing(REDIS, 'Redis, killed under load'))('Redis that writes to its disk at once', () => {
  test(`killed ${KILLS} times under load admits no replay, and servers recover by themselves`, async () => {
    const redis = await startRedis({ appendonly: true })
    onTestFinished(() => redis.stop())
    await expectNoReplayThroughKills({ kind: 'redis', location: redis.url }, redis)
  })
})

describe.each(OWN_SERVERS.map((kind) => [kind.label, kind] as const))('%s', (label, kind) => {
  describe.skipIf(kind.isMissing(`${label}, killed under load`))('as it is by default', () => {
    test(`killed ${KILLS} times under load admits no replay, and servers recover by themselves`, async () => {
      const server = await kind.make()
      onTestFinished(() => server.remove())
      await migrateDatabase({ database: server.location })
      const mortal = { kill: () => server.stop('crash'), restart: () => server.start() }
      await expectNoReplayThroughKills({ kind: 'sql', location: server.location }, mortal)
    })
  })
})

describeDatabase('sqlite', 'processes that share a file', ({ create }) => {
  test(`killed ${KILLS} times under load, as they write, admit no replay and hold nobody up`, async () => {
    const location = await create()
    await migrateDatabase({ database: location })
    const fleet = await Fleet.start({ kind: 'sql', location })
    onTestFinished(() => fleet.stop())
    const load = new Load(fleet)
    for (let kill = 0; kill < KILLS; kill++) {
      await load.sees(ADMISSIONS, 'admitted')
      await fleet.kill(kill % fleet.ports.length)
      // The others go on.
      await load.sees(ADMISSIONS, 'admitted')
      await fleet.restart(kill % fleet.ports.length)
    }
    await load.seesAllWell(ALL_WELL)
    await load.stop()
    await expectNoReplay(fleet, load.ledger, { also: ['unanswered'] })
    expect(load.ledger.count('unanswered')).toBeGreaterThan(0)
  })
})

async function expectNoReplayThroughKills(store: SharedStore, mortal: Mortal): Promise<void> {
  const fleet = await Fleet.start(store)
  onTestFinished(() => fleet.stop())
  const load = new Load(fleet)
  for (let kill = 0; kill < KILLS; kill++) {
    await load.sees(ADMISSIONS, 'admitted')
    await mortal.kill()
    await load.sees(OUTAGE, 'ERR_HAWK_STORE_UNAVAILABLE')
    await mortal.restart()
  }
  await load.seesAllWell(ALL_WELL)
  await load.stop()
  await expectNoReplay(fleet, load.ledger)
}
