import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest'
import { startRedisCluster } from '../../../test/support/redis-cluster.js'
import { REDIS, startRedis } from '../../../test/support/redis-servers.js'
import type { RedisServer } from '../../../test/support/redis-servers.js'
import { isMissing } from '../../../test/support/services.js'
import type { NonceStore } from '../src/index.js'
import { CLIENT_KINDS, CLUSTER_CLIENT_KINDS } from './support/clients.js'
import type { Connected } from './support/clients.js'
import { PREFIX, useOf } from './support/stores.js'

describe.skipIf(isMissing(REDIS, 'the warning of an evicting Redis'))('the warning of eviction', () => {
  let server: RedisServer
  let warnings: string[]

  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  beforeEach(() => {
    warnings = []
    // A process warns once; each test is one.
    vi.resetModules()
    vi.spyOn(process, 'emitWarning').mockImplementation((message, options) => {
      const code = typeof options === 'object' && 'code' in options ? options.code : undefined
      warnings.push(`${code}: ${String(message)}`)
    })
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await server.ask('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
  })

  async function storeOver(connected: Connected): Promise<NonceStore> {
    onTestFinished(connected.close)
    const { createRedisNonceStore } = await import('../src/index.js')
    return createRedisNonceStore({ client: connected.client, prefix: PREFIX, timeoutMs: 10_000 })
  }

  /** The question has been answered when one that was asked behind it is. */
  async function claimTwice(store: NonceStore): Promise<void> {
    await store.claim(useOf(0))
    await store.claim(useOf(0))
  }

  describe.each(CLIENT_KINDS)('by $name', (kind) => {
    test.each(['allkeys-lru', 'volatile-lru', 'volatile-ttl'])('is given once for %s', async (policy) => {
      await server.ask('CONFIG', 'SET', 'maxmemory-policy', policy)
      const store = await storeOver(await kind.connect(server))
      expect(warnings).toEqual([])
      await claimTwice(store)
      const other = await storeOver(await kind.connect(server))
      await claimTwice(other)
      await expect
        .poll(() => warnings)
        .toEqual([
          expect.stringMatching(
            `^HAWK_REDIS_EVICTION: createRedisNonceStore: maxmemory-policy of this Redis is ${policy}\\.`,
          ),
        ])
    })

    test('is not given for noeviction', async () => {
      const store = await storeOver(await kind.connect(server))
      await claimTwice(store)
      expect(warnings).toEqual([])
    })
  })

  test.each(CLIENT_KINDS)('is not given where the question is forbidden: by $name', async (kind) => {
    const guarded = await startRedis({ args: ['--maxmemory-policy', 'allkeys-lru'] })
    onTestFinished(guarded.stop)
    const connected = await kind.connect(guarded)
    await guarded.ask('ACL', 'SETUSER', 'default', '-info', '-config')
    const store = await storeOver(connected)
    expect(await store.claim(useOf(0))).toBe('admitted')
    expect(await store.claim(useOf(0))).toBe('replayed')
    expect(warnings).toEqual([])
  })

  test('is given for one node of a cluster', async () => {
    const cluster = await startRedisCluster()
    onTestFinished(cluster.stop)
    await cluster.nodes[2]?.ask('CONFIG', 'SET', 'maxmemory-policy', 'volatile-lru')
    for (const kind of CLUSTER_CLIENT_KINDS) {
      vi.resetModules()
      warnings = []
      const store = await storeOver(await kind.connect(cluster.rootNodes))
      await store.claim(useOf(0))
      await expect
        .poll(() => warnings, { message: kind.name })
        .toEqual([expect.stringContaining('volatile-lru')])
    }
  }, 40_000)
})
