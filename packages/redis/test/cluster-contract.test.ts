import { afterAll, beforeAll, describe } from 'vitest'
import { startRedisCluster } from '../../../test/support/redis-cluster.js'
import type { RedisCluster } from '../../../test/support/redis-cluster.js'
import { REDIS } from '../../../test/support/redis-servers.js'
import { isMissing } from '../../../test/support/services.js'
import { CLUSTER_CLIENT_KINDS } from './support/clients.js'
import { suiteOver } from './support/suite-over.js'

const isSkipped = isMissing(REDIS, 'the replay cache on a Redis Cluster')

describe.skipIf(isSkipped)('the contract of a nonce store, on a cluster of three', () => {
  let cluster: RedisCluster
  beforeAll(async () => {
    cluster = await startRedisCluster()
  }, 40_000)
  afterAll(() => cluster.stop())

  for (const kind of CLUSTER_CLIENT_KINDS) {
    describe(kind.name, () => {
      suiteOver(() => kind.connect(cluster.rootNodes), `by a cluster client of ${kind.name}`)
    })
  }
})
