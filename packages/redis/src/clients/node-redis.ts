import { fieldsOf, hasMethod, textOf } from './fields.js'
import { claimArguments } from './redis-client.js'
import type { NodeRedisClient, NodeRedisCluster, ServerAccess } from './redis-client.js'
import { requireOptions } from './required-options.js'

/** A pool and a Sentinel client have no `createPool`; the latter sends commands again. */
export function isNodeRedis(client: unknown): client is NodeRedisClient {
  return (
    hasMethod(client, 'sendCommand') &&
    hasMethod(client, 'createPool') &&
    typeof fieldsOf(client)['isReady'] === 'boolean'
  )
}

export function isNodeRedisCluster(client: unknown): client is NodeRedisCluster {
  return (
    hasMethod(client, 'sendCommand') &&
    hasMethod(client, 'nodeClient') &&
    Array.isArray(fieldsOf(client)['masters'])
  )
}

/** Access by node-redis to one server. What was written fails when its connection is lost, whatever the options. */
export function accessByNodeRedis(where: string, client: NodeRedisClient): ServerAccess {
  const options = fieldsOf(client.options)
  const isSet = options['disableOfflineQueue'] === true
  requireOptions(where, 'node-redis', [{ spelling: 'disableOfflineQueue: true', isSet }])
  const keyPrefix = textOf(options['keyPrefix'])
  return {
    keyPrefix,
    setIfAbsent: (key, ttlMs) => client.sendCommand(['SET', ...claimArguments(keyPrefix + key, ttlMs)]),
    memoryInfos: async () => [await client.sendCommand(['INFO', 'memory'])],
  }
}

/** Access by node-redis to a cluster. It sends a command to another node only when one did not take it. */
export function accessByNodeRedisCluster(where: string, client: NodeRedisCluster): ServerAccess {
  const options = fieldsOf(fieldsOf(client)['_options'])
  const isSet = fieldsOf(options['defaults'])['disableOfflineQueue'] === true
  requireOptions(where, 'a node-redis cluster', [{ spelling: 'defaults.disableOfflineQueue: true', isSet }])
  const keyPrefix = textOf(options['keyPrefix'])
  return {
    keyPrefix,
    setIfAbsent: (key, ttlMs) => {
      const [first, ...others] = claimArguments(keyPrefix + key, ttlMs)
      return client.sendCommand(first, false, ['SET', first, ...others])
    },
    memoryInfos: () => Promise.all(client.masters.map((master) => memoryInfo(client, master))),
  }
}

async function memoryInfo(cluster: NodeRedisCluster, master: object): Promise<unknown> {
  if (!hasMethod(cluster, 'nodeClient')) return undefined
  const node: unknown = await cluster.nodeClient(master as never)
  return isNodeRedis(node) ? node.sendCommand(['INFO', 'memory']) : undefined
}
