import { migrateDatabase } from '@hawk-auth/credentials'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { describeEachDatabase } from '../../packages/credentials/test/support/databases.js'
import { readWholeNumber } from '../environment.js'
import { REDIS, startRedis } from '../support/redis-servers.js'
import { isMissing } from '../support/services.js'
import { expectHandledOnce } from './support/expect-no-replay.js'
import { buildServers, Fleet } from './support/fleet.js'
import type { SharedStore } from './support/fleet.js'
import { storm } from './support/storm.js'

const ASKED = readWholeNumber('HAWK_REPLAY_REQUESTS')
const REQUESTS = ASKED ?? 20_000
/** On the other databases, so that the whole stays short: 80 000 requests are half a minute's work for two cores. */
const REQUESTS_ELSEWHERE = ASKED ?? 5_000
/** A request goes to each of the four servers. */
const COPIES = 4

vi.setConfig({ testTimeout: 180_000 })

beforeAll(buildServers, 120_000)

describe.skipIf(isMissing(REDIS, 'a storm of duplicates, with a replay cache in Redis'))(
  'a storm of duplicates, with a replay cache in Redis',
  () => {
    test(nameOf(REQUESTS), async () => {
      const redis = await startRedis()
      onTestFinished(() => redis.stop())
      await expectOnceEach({ kind: 'redis', location: redis.url }, REQUESTS)
    })
  },
)

describeEachDatabase('a storm of duplicates, with a replay cache', ({ kind, create }) => {
  const requests = kind === 'postgres' ? REQUESTS : REQUESTS_ELSEWHERE
  test(nameOf(requests), async () => {
    const location = await create()
    await migrateDatabase({ database: location })
    await expectOnceEach({ kind: 'sql', location }, requests)
  })
})

function nameOf(requests: number): string {
  return `${requests} requests are admitted once each, and ${COPIES - 1} copies of each are refused`
}

async function expectOnceEach(store: SharedStore, requests: number): Promise<void> {
  const fleet = await Fleet.start(store)
  onTestFinished(() => fleet.stop())
  const ledger = await storm(fleet, requests)
  expect(ledger.counts()).toEqual({ admitted: requests, ERR_HAWK_REPLAYED: (COPIES - 1) * requests })
  expect(ledger.requestsThatWere('admitted')).toHaveLength(requests)
  expectHandledOnce(fleet, ledger)
}
