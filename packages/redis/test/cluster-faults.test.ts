import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startRedisCluster } from '../../../test/support/redis-cluster.js'
import type { RedisCluster } from '../../../test/support/redis-cluster.js'
import { REDIS } from '../../../test/support/redis-servers.js'
import type { RedisServer } from '../../../test/support/redis-servers.js'
import { isMissing } from '../../../test/support/services.js'
import type { NonceStore, NonceUse } from '../src/index.js'
import { claimOnceItRuns, refusalOf } from './support/claims.js'
import { CLUSTER_CLIENT_KINDS, connectIoredisCluster, connectNodeRedisCluster } from './support/clients.js'
import type { ClusterClientKind } from './support/clients.js'
import { commandCounts, forgetCommands, storeOver, usesOf } from './support/stores.js'

const USES = usesOf(300)

describe.skipIf(isMissing(REDIS, 'the faults of a Redis Cluster'))('a cluster', () => {
  let cluster: RedisCluster

  beforeAll(async () => {
    cluster = await startRedisCluster()
  }, 40_000)
  afterAll(() => cluster.stop())
  beforeEach(async () => {
    for (const node of cluster.nodes) await node.ask('FLUSHALL')
  })

  async function storeBy(kind: ClusterClientKind, timeoutMs = 10_000): Promise<NonceStore> {
    const connected = await kind.connect(cluster.rootNodes)
    onTestFinished(connected.close)
    return storeOver(connected, { timeoutMs })
  }

  function nodeAt(index: number): RedisServer {
    const node = cluster.nodes[index]
    if (node === undefined) throw new Error(`there is no node ${index}`)
    return node
  }

  describe.each(CLUSTER_CLIENT_KINDS)('by $name', (kind) => {
    test('has its nonces on all nodes, by one command for each claim', async () => {
      const store = await storeBy(kind)
      await store.claim(nth(0))
      for (const node of cluster.nodes) await forgetCommands(node)
      await Promise.all(USES.map(async (use) => store.claim(use)))
      const counts = await Promise.all(
        cluster.nodes.map(async (node) => (await commandCounts(node))['set'] ?? 0),
      )
      expect(counts.reduce((sum, count) => sum + count)).toBe(USES.length)
      for (const count of counts) expect(count).toBeGreaterThan(USES.length / 6)
    })

    test('takes claims of a slot that moves, and remembers them all the while', async () => {
      const store = await storeBy(kind)
      expect(await store.claim(nth(0))).toBe('admitted')
      const key = await onlyKeyOf(cluster)
      const slot = Number(await nodeAt(0).ask('CLUSTER', 'KEYSLOT', key))
      const [from, to] = await ownersOf(cluster, slot)
      await to.ask('CLUSTER', 'SETSLOT', slot, 'IMPORTING', await idOf(from))
      await from.ask('CLUSTER', 'SETSLOT', slot, 'MIGRATING', await idOf(to))
      onTestFinished(async () => {
        for (const node of cluster.nodes) await node.ask('CLUSTER', 'SETSLOT', slot, 'NODE', await idOf(to))
      })
      expect(await store.claim(nth(0))).toBe('replayed')
      await from.ask('MIGRATE', to.host, to.port, key, 0, 1000)
      // The old node has it no more, and asks the client to ask the new one.
      expect(await store.claim(nth(0))).toBe('replayed')
      await to.ask('CLUSTER', 'SETSLOT', slot, 'NODE', await idOf(to))
      await from.ask('CLUSTER', 'SETSLOT', slot, 'NODE', await idOf(to))
      expect(await store.claim(nth(0))).toBe('replayed')
      await to.ask('DEL', key)
      expect(await store.claim(nth(0))).toBe('admitted')
    })
  })

  test('has keys that begin with the prefix of its client', async () => {
    const ioredis = await connectIoredisCluster(cluster.rootNodes, { keyPrefix: 'team:' })
    const nodeRedis = await connectNodeRedisCluster(cluster.rootNodes, { keyPrefix: 'team:' })
    for (const { close } of [ioredis, nodeRedis]) onTestFinished(close)
    expect(await storeOver(ioredis).claim(nth(0))).toBe('admitted')
    expect(await storeOver(nodeRedis).claim(nth(0))).toBe('replayed')
    expect(await onlyKeyOf(cluster)).toMatch(/^team:test:nonce:/)
  })

  describe.each(CLUSTER_CLIENT_KINDS)('whose connections are lost, by $name', (kind) => {
    test('is not sent a claim again that had no answer', async () => {
      const store = await storeBy(kind, 60_000)
      await store.claim(nth(0))
      for (const node of cluster.nodes) await node.ask('CLIENT', 'PAUSE', 60_000, 'WRITE')
      onTestFinished(async () => {
        for (const node of cluster.nodes) await node.ask('CLIENT', 'UNPAUSE')
      })
      const refusals = USES.slice(1, 20).map((use) => refusalOf(store, use))
      for (const node of cluster.nodes) {
        await expect.poll(() => node.ask('CLIENT', 'LIST')).toContain('cmd=set')
        await node.ask('CLIENT', 'KILL', 'TYPE', 'normal')
      }
      expect(await Promise.all(refusals)).not.toContainEqual(expect.stringMatching('it was not|no answer'))
      for (const node of cluster.nodes) await node.ask('CLIENT', 'UNPAUSE')
      for (const use of USES.slice(1, 20)) {
        expect(
          await claimOnceItRuns(
            store,
            Array.from({ length: 200 }, () => use),
          ),
        ).toBe('admitted')
      }
    })
  })

  describe.each(CLUSTER_CLIENT_KINDS)('with a node that is killed, by $name', (kind) => {
    test('refuses the claims of that node, takes the others, and is whole again by itself', async () => {
      const store = await storeBy(kind, 500)
      await claimOnceItRuns(store, USES.slice(0, 1))
      await cluster.kill(1)
      const admitted: NonceUse[] = []
      let refused = 0
      for (const use of USES.slice(1, 60)) {
        const answer = await refusalOf(store, use)
        if (answer === 'it was not: admitted') admitted.push(use)
        else refused++
      }
      expect(admitted.length).toBeGreaterThan(20)
      expect(refused).toBeGreaterThan(5)
      await cluster.restart(1)
      for (const use of USES.slice(60, 90)) {
        expect(
          await claimOnceItRuns(
            store,
            Array.from({ length: 200 }, () => use),
          ),
        ).toMatch(/admitted|replayed/)
      }
      for (const use of admitted) expect(await store.claim(use)).toBe('replayed')
    })
  })
})

function nth(n: number): NonceUse {
  const use = USES[n]
  if (use === undefined) throw new Error(`there is no use ${n}`)
  return use
}

async function idOf(node: RedisServer): Promise<string> {
  return String(await node.ask('CLUSTER', 'MYID'))
}

async function onlyKeyOf(cluster: RedisCluster): Promise<string> {
  const keys = await Promise.all(cluster.nodes.map((node) => node.ask('KEYS', '*')))
  const [key, ...others] = keys.flatMap((some) => (Array.isArray(some) ? some.map(String) : []))
  if (key === undefined || others.length > 0) throw new Error('there is not one key')
  return key
}

/** The node that has a slot, and another one. */
async function ownersOf(cluster: RedisCluster, slot: number): Promise<[RedisServer, RedisServer]> {
  const owns = await Promise.all(
    cluster.nodes.map((node) =>
      node.ask('CLUSTER', 'COUNTKEYSINSLOT', slot).then((count) => Number(count) > 0),
    ),
  )
  const from = cluster.nodes[owns.indexOf(true)]
  const to = cluster.nodes[owns.indexOf(false)]
  if (from === undefined || to === undefined) throw new Error(`nobody has slot ${slot}`)
  return [from, to]
}
