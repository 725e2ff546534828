import { startRedisCluster } from '../support/redis-cluster.js'
import { startRedis } from '../support/redis-servers.js'

/** Starts what the examples of the replay cache on Redis connect to, and tells them where; gives what ends it. */
export async function startRedisForExamples(): Promise<() => Promise<void>> {
  const [server, cluster] = await Promise.all([startRedis(), startRedisCluster({ nodes: 1 })])
  process.env['REDIS_URL'] = server.url
  process.env['REDIS_CLUSTER_URL'] = cluster.nodes[0]?.url
  return async () => {
    delete process.env['REDIS_URL']
    delete process.env['REDIS_CLUSTER_URL']
    await Promise.all([server.stop(), cluster.stop()])
  }
}
