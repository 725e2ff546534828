import { fieldsOf, hasMethod } from './fields.js'
import { claimArguments } from './redis-client.js'
import type { IoredisClient, ServerAccess } from './redis-client.js'
import { requireOptions } from './required-options.js'
import type { RequiredOption } from './required-options.js'

export function isIoredis(client: unknown): client is IoredisClient {
  return (
    hasMethod(client, 'call') &&
    typeof fieldsOf(client)['status'] === 'string' &&
    'enableOfflineQueue' in fieldsOf(fieldsOf(client)['options'])
  )
}

/** Access by ioredis or iovalkey. */
export function accessByIoredis(where: string, client: IoredisClient): ServerAccess {
  const options = fieldsOf(client.options)
  const isCluster = fieldsOf(client)['isCluster'] === true
  if (isCluster) requireOptions(where, 'an ioredis Cluster', clusterRules(options))
  else requireOptions(where, 'ioredis', singleRules(options))
  const { keyPrefix } = options
  return {
    keyPrefix: typeof keyPrefix === 'string' ? keyPrefix : '',
    setIfAbsent: (key, ttlMs) => client.call('set', ...claimArguments(key, ttlMs)),
    memoryInfos: () => Promise.all(servers(client).map((server) => server.call('info', 'memory'))),
  }
}

function singleRules(options: Readonly<Record<string, unknown>>): RequiredOption[] {
  return [withoutOfflineQueue(options), failingWithItsConnection('', options)]
}

/**
 * A cluster's node is given up when its connection is lost, and its commands fail; then the Cluster sends them again
 * after `retryDelayOnFailover`. With a `clusterNodeRetryStrategy` the node connects again, and sends them again itself.
 */
function clusterRules(options: Readonly<Record<string, unknown>>): RequiredOption[] {
  const rules = [
    withoutOfflineQueue(options),
    { spelling: 'retryDelayOnFailover: 0', isSet: options['retryDelayOnFailover'] === 0 },
  ]
  if (typeof options['clusterNodeRetryStrategy'] !== 'function') return rules
  return [...rules, failingWithItsConnection('redisOptions.', fieldsOf(options['redisOptions']))]
}

function withoutOfflineQueue({ enableOfflineQueue }: Readonly<Record<string, unknown>>): RequiredOption {
  return { spelling: 'enableOfflineQueue: false', isSet: enableOfflineQueue === false }
}

/**
 * Then what was not answered fails when its connection is lost. `autoResendUnfulfilledCommands: false` is not enough:
 * what is not sent again is then never settled either.
 */
function failingWithItsConnection(
  path: string,
  { maxRetriesPerRequest }: Readonly<Record<string, unknown>>,
): RequiredOption {
  return { spelling: `${path}maxRetriesPerRequest: 0`, isSet: maxRetriesPerRequest === 0 }
}

function servers(client: IoredisClient): IoredisClient[] {
  const isCluster = fieldsOf(client)['isCluster'] === true
  if (!isCluster || !hasMethod(client, 'nodes')) return [client]
  const nodes: unknown = client.nodes('master' as never)
  return Array.isArray(nodes) ? nodes.filter(isIoredis) : []
}
