import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { REDIS, startRedis } from '../support/redis-servers.js'
import { isMissing } from '../support/services.js'
import { buildServers, Fleet } from './support/fleet.js'
import type { SharedStore } from './support/fleet.js'
import { repeated } from './support/ledger.js'
import { sendAgain, storm } from './support/storm.js'

// What the proof is worth: replay caches that are wrong are found out.
const REQUESTS = 300

vi.setConfig({ testTimeout: 60_000 })

beforeAll(buildServers, 120_000)

async function start(store: SharedStore): Promise<Fleet> {
  const fleet = await Fleet.start(store)
  onTestFinished(() => fleet.stop())
  return fleet
}

test('a replay cache in the memory of each process admits a request once in each', async () => {
  const fleet = await start({ kind: 'memory', location: '' })
  const ledger = await storm(fleet, REQUESTS)
  expect(ledger.counts()).toEqual({ admitted: 4 * REQUESTS })
  expect(new Set(repeated(fleet.handled())).size).toBe(REQUESTS)
})

describe.skipIf(isMissing(REDIS, 'replay caches that are wrong'))('Redis', () => {
  test('that is looked at first and written then admits copies that arrive together', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const fleet = await start({ kind: 'redis, looks before it sets', location: redis.url })
    const ledger = await storm(fleet, REQUESTS)
    expect(ledger.count('admitted')).toBeGreaterThan(REQUESTS)
    expect(repeated(fleet.handled())).toHaveLength(ledger.count('admitted') - REQUESTS)
  })

  test('that is killed and has nothing on its disk admits everything anew', async () => {
    const redis = await startRedis({ appendonly: false })
    onTestFinished(() => redis.stop())
    const fleet = await start({ kind: 'redis', location: redis.url })
    const ledger = await storm(fleet, REQUESTS)
    await redis.restart()
    const again = async () => (await sendAgain(fleet, ledger.requests())).values()
    await expect.poll(async () => [...(await again())].includes('admitted'), { timeout: 15_000 }).toBe(true)
    expect(repeated(fleet.handled()).length).toBeGreaterThan(0)
  })
})
