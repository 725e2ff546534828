import { Cluster as Ioredis5Cluster, Redis as Ioredis5 } from 'ioredis-5'
import { Cluster as IoredisCluster, Redis as Ioredis } from 'ioredis'
import { Cluster as IovalkeyCluster, Redis as Iovalkey } from 'iovalkey'
import { createClient as createClient5, createCluster as createCluster5 } from 'redis-5'
import { createClient, createClientPool, createCluster, createSentinel } from 'redis'
import { describe, expect, test } from 'vitest'
import { createRedisNonceStore } from '../src/index.js'
import { PREFIX } from './support/stores.js'

const ROOT = { host: '127.0.0.1', port: 1 }
const GOOD = { enableOfflineQueue: false, maxRetriesPerRequest: 0, lazyConnect: true }
const GOOD_CLUSTER = { enableOfflineQueue: false, retryDelayOnFailover: 0, lazyConnect: true }
const ONCE = 'a claim is sent once or not at all'

/** As a caller without types may call it. */
function create(options: unknown): () => unknown {
  return () => createRedisNonceStore(options as Parameters<typeof createRedisNonceStore>[0])
}

function message(options: unknown): string {
  try {
    create(options)()
  } catch (error) {
    if (error instanceof TypeError) return error.message
    throw error
  }
  return 'it was taken'
}

const withClient = (client: unknown): string => message({ client, prefix: PREFIX })

describe('the options of a Redis store', () => {
  const client = new Ioredis({ ...ROOT, ...GOOD })

  test.each<[string, unknown]>([
    ['the options must be an object, got undefined', undefined],
    [
      'unknown option "ttlMs"; known are client, prefix, timeoutMs, maxPending',
      { client, prefix: PREFIX, ttlMs: 1 },
    ],
    ['"timeoutMs" must be a whole number from 1 to 60000, got 0', { client, prefix: PREFIX, timeoutMs: 0 }],
    [
      '"timeoutMs" must be a whole number from 1 to 60000, got NaN',
      { client, prefix: PREFIX, timeoutMs: NaN },
    ],
    [
      '"timeoutMs" must be a whole number from 1 to 60000, got "1s"',
      { client, prefix: PREFIX, timeoutMs: '1s' },
    ],
    [
      '"maxPending" must be a whole number from 1 to 1000000, got Infinity',
      { client, prefix: PREFIX, maxPending: Infinity },
    ],
  ])('%s', (expected, options) => {
    expect(message(options)).toBe(`createRedisNonceStore: ${expected}`)
  })

  test.each([undefined, null, '', 'with space:', 'tab\t', 'ümlaut:', 'a'.repeat(201), 7, ['a:']])(
    'a prefix is needed that names something: %j',
    (prefix) => {
      expect(message({ client, prefix })).toContain('"prefix" must be 1 to 200 printable ASCII characters')
    },
  )

  test.each(['{my-api}:', 'a{b', 'a}b', '{}'])('a prefix is no hash tag: %s', (prefix) => {
    expect(message({ client, prefix })).toContain('"prefix" must not hold { or }')
  })

  test('nor is the prefix that a client adds', () => {
    for (const prefixed of [
      new Ioredis({ ...ROOT, ...GOOD, keyPrefix: '{team}:' }),
      new IoredisCluster([ROOT], { ...GOOD_CLUSTER, keyPrefix: '{team}:' }),
      createClient({ disableOfflineQueue: true, keyPrefix: '{team}:' }),
      createCluster({ rootNodes: [], defaults: { disableOfflineQueue: true }, keyPrefix: '{team}:' }),
    ]) {
      expect(withClient(prefixed)).toContain('keyPrefix of "client" must not hold { or }')
    }
  })
})

describe('a client', () => {
  test.each<[string, () => unknown]>([
    ['ioredis', () => new Ioredis({ ...ROOT, ...GOOD })],
    ['ioredis 5', () => new Ioredis5({ ...ROOT, ...GOOD })],
    ['iovalkey', () => new Iovalkey({ ...ROOT, ...GOOD })],
    ['ioredis Cluster', () => new IoredisCluster([ROOT], GOOD_CLUSTER)],
    ['ioredis 5 Cluster', () => new Ioredis5Cluster([ROOT], GOOD_CLUSTER)],
    ['iovalkey Cluster', () => new IovalkeyCluster([ROOT], GOOD_CLUSTER)],
    [
      'ioredis Cluster whose nodes connect again',
      () =>
        new IoredisCluster([ROOT], {
          ...GOOD_CLUSTER,
          clusterNodeRetryStrategy: () => 100,
          redisOptions: { maxRetriesPerRequest: 0 },
        }),
    ],
    ['node-redis', () => createClient({ disableOfflineQueue: true })],
    ['node-redis 5', () => createClient5({ disableOfflineQueue: true })],
    ['node-redis cluster', () => createCluster({ rootNodes: [], defaults: { disableOfflineQueue: true } })],
    [
      'node-redis 5 cluster',
      () => createCluster5({ rootNodes: [], defaults: { disableOfflineQueue: true } }),
    ],
  ])('that sends a claim once is taken, connected or not: %s', (_, make) => {
    expect(withClient(make())).toBe('it was taken')
  })

  test.each<[string, string, () => unknown]>([
    [
      'ioredis',
      '(ioredis) must be made with enableOfflineQueue: false, maxRetriesPerRequest: 0:',
      () => new Ioredis({ ...ROOT, lazyConnect: true }),
    ],
    [
      'ioredis 5',
      '(ioredis) must be made with enableOfflineQueue: false, maxRetriesPerRequest: 0:',
      () => new Ioredis5({ ...ROOT, lazyConnect: true }),
    ],
    [
      'iovalkey',
      '(ioredis) must be made with enableOfflineQueue: false, maxRetriesPerRequest: 0:',
      () => new Iovalkey({ ...ROOT, lazyConnect: true }),
    ],
    [
      'ioredis that forgets what it does not send again',
      '(ioredis) must be made with maxRetriesPerRequest: 0:',
      () => new Ioredis({ ...ROOT, ...GOOD, maxRetriesPerRequest: 1, autoResendUnfulfilledCommands: false }),
    ],
    [
      'ioredis that waits for ever',
      '(ioredis) must be made with maxRetriesPerRequest: 0:',
      () => new Ioredis({ ...ROOT, ...GOOD, maxRetriesPerRequest: null }),
    ],
    [
      'ioredis Cluster',
      '(an ioredis Cluster) must be made with enableOfflineQueue: false, retryDelayOnFailover: 0:',
      () => new IoredisCluster([ROOT], { lazyConnect: true }),
    ],
    [
      'iovalkey Cluster',
      '(an ioredis Cluster) must be made with enableOfflineQueue: false, retryDelayOnFailover: 0:',
      () => new IovalkeyCluster([ROOT], { lazyConnect: true }),
    ],
    [
      'ioredis Cluster whose nodes connect again',
      '(an ioredis Cluster) must be made with redisOptions.maxRetriesPerRequest: 0:',
      () => new IoredisCluster([ROOT], { ...GOOD_CLUSTER, clusterNodeRetryStrategy: () => 100 }),
    ],
    ['node-redis', '(node-redis) must be made with disableOfflineQueue: true:', () => createClient()],
    ['node-redis 5', '(node-redis) must be made with disableOfflineQueue: true:', () => createClient5()],
    [
      'node-redis cluster',
      '(a node-redis cluster) must be made with defaults.disableOfflineQueue: true:',
      () => createCluster({ rootNodes: [{ disableOfflineQueue: true }] }),
    ],
  ])('that sends a claim again or keeps it is refused, with what to set: %s', (_, expected, make) => {
    const told = withClient(make())
    expect(told).toContain(`createRedisNonceStore: "client" ${expected}`)
    expect(told).toContain(ONCE)
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a URL', 'redis://user:password@host'],
    ['an object', {}],
    ['a pool of node-redis', createClientPool({ disableOfflineQueue: true })],
    [
      'a Sentinel client of node-redis, which sends commands again',
      createSentinel({
        name: 'main',
        sentinelRootNodes: [ROOT],
        nodeClientOptions: { disableOfflineQueue: true },
      }),
    ],
    ['something with a call', { call: () => 'OK' }],
    ['something with a sendCommand', { sendCommand: () => 'OK' }],
  ])('that is none of those known is refused: %s', (_, client) => {
    const told = withClient(client)
    expect(told).toContain('"client" must be a client or a Cluster of ioredis (5, 6) or iovalkey')
    expect(told).not.toContain('password')
  })
})
