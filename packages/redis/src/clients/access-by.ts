import { accessByIoredis, isIoredis } from './ioredis.js'
import { accessByNodeRedis, accessByNodeRedisCluster, isNodeRedis, isNodeRedisCluster } from './node-redis.js'
import type { ServerAccess } from './redis-client.js'

/**
 * Says what a client is by what it has, so that no client has to be installed.
 *
 * @param where - the function that was called, for the message
 * @throws TypeError when it is none of those known, or was made with options that would send a claim again
 */
export function accessBy(where: string, client: unknown): ServerAccess {
  if (isIoredis(client)) return accessByIoredis(where, client)
  if (isNodeRedisCluster(client)) return accessByNodeRedisCluster(where, client)
  if (isNodeRedis(client)) return accessByNodeRedis(where, client)
  throw new TypeError(
    `${where}: "client" must be a client or a Cluster of ioredis (5, 6) or iovalkey, or what createClient or ` +
      'createCluster of node-redis (5, 6) gives',
  )
}
