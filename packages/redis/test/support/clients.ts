import { once } from 'node:events'
import { Cluster as Ioredis5Cluster, Redis as Ioredis5 } from 'ioredis-5'
import { Cluster as IoredisCluster, Redis as Ioredis } from 'ioredis'
import { Cluster as IovalkeyCluster, Redis as Iovalkey } from 'iovalkey'
import { createClient as createClient5, createCluster as createCluster5 } from 'redis-5'
import { createClient, createCluster } from 'redis'
import type { RedisClient } from '../../src/index.js'

/** Where a server is. */
export interface Address {
  host: string
  port: number
}

/** A client that is connected, and the way to end it. */
export interface Connected {
  client: RedisClient
  close: () => void
}

/** A kind of client, made with the options that a store asks for. */
export interface ClientKind {
  name: string
  /** Makes one without waiting for its connection. */
  make: (address: Address) => Connected
  connect: (address: Address) => Promise<Connected>
}

/** A kind of client for clusters. */
export interface ClusterClientKind {
  name: string
  connect: (rootNodes: Address[]) => Promise<Connected>
}

/** A test waits for a client that comes back. */
const RECONNECT_AFTER_MS = 20

const IOREDIS_OPTIONS = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  retryStrategy: () => RECONNECT_AFTER_MS,
}
const IOREDIS_CLUSTER_OPTIONS = {
  enableOfflineQueue: false,
  retryDelayOnFailover: 0,
  clusterRetryStrategy: () => RECONNECT_AFTER_MS,
}
const NODE_REDIS_OPTIONS = { disableOfflineQueue: true }

interface IoredisLike {
  client: RedisClient & NodeJS.EventEmitter
  disconnect: () => void
}

function ioredisKind(name: string, create: (address: Address) => IoredisLike): ClientKind {
  const make = (address: Address): Connected & IoredisLike => {
    const made = create(address)
    made.client.on('error', () => undefined)
    return { ...made, close: made.disconnect }
  }
  return {
    name,
    make,
    async connect(address) {
      const made = make(address)
      await once(made.client, 'ready')
      return made
    },
  }
}

interface NodeRedisLike {
  client: RedisClient & NodeJS.EventEmitter
  connect: () => Promise<unknown>
  destroy: () => void
}

function nodeRedisKind(name: string, create: (address: Address) => NodeRedisLike): ClientKind {
  const make = (address: Address): Connected & { connecting: Promise<unknown> } => {
    const { client, connect, destroy } = create(address)
    client.on('error', () => undefined)
    const connecting = connect()
    connecting.catch(() => undefined)
    return { client, close: destroy, connecting }
  }
  return {
    name,
    make,
    async connect(address) {
      const made = make(address)
      await made.connecting
      return made
    },
  }
}

/** Each kind of client for one server. */
export const CLIENT_KINDS: readonly ClientKind[] = [
  ioredisKind('ioredis', (address) => {
    const client = new Ioredis({ ...address, ...IOREDIS_OPTIONS })
    return { client, disconnect: () => client.disconnect() }
  }),
  ioredisKind('ioredis 5', (address) => {
    const client = new Ioredis5({ ...address, ...IOREDIS_OPTIONS })
    return { client, disconnect: () => client.disconnect() }
  }),
  ioredisKind('ioredis with auto pipelining', (address) => {
    const client = new Ioredis({ ...address, ...IOREDIS_OPTIONS, enableAutoPipelining: true })
    return { client, disconnect: () => client.disconnect() }
  }),
  ioredisKind('iovalkey', (address) => {
    const client = new Iovalkey({ ...address, ...IOREDIS_OPTIONS })
    return { client, disconnect: () => client.disconnect() }
  }),
  nodeRedisKind('node-redis', (socket) => {
    const client = createClient({
      ...NODE_REDIS_OPTIONS,
      socket: { ...socket, reconnectStrategy: RECONNECT_AFTER_MS },
    })
    return { client, connect: () => client.connect(), destroy: () => client.destroy() }
  }),
  nodeRedisKind('node-redis 5', (socket) => {
    const client = createClient5({
      ...NODE_REDIS_OPTIONS,
      socket: { ...socket, reconnectStrategy: RECONNECT_AFTER_MS },
    })
    return { client, connect: () => client.connect(), destroy: () => client.destroy() }
  }),
]

type IoredisClusterLike = RedisClient &
  NodeJS.EventEmitter & {
    disconnect: () => void
    nodes: (role: 'master') => { ping: () => Promise<unknown> }[]
  }

/** Its nodes are connected to by their first command, and what comes meanwhile is refused. */
async function ready(client: IoredisClusterLike): Promise<Connected> {
  client.on('error', () => undefined)
  await once(client, 'ready')
  await Promise.all(client.nodes('master').map((node) => node.ping()))
  return { client, close: () => client.disconnect() }
}

/** The Cluster of ioredis, with further options. */
export function connectIoredisCluster(
  rootNodes: Address[],
  options: { keyPrefix?: string; enableAutoPipelining?: boolean } = {},
): Promise<Connected> {
  return ready(new IoredisCluster(rootNodes, { ...IOREDIS_CLUSTER_OPTIONS, ...options }))
}

/** The cluster of node-redis, with further options. */
export async function connectNodeRedisCluster(
  rootNodes: Address[],
  options: { keyPrefix?: string } = {},
): Promise<Connected> {
  const client = createCluster({
    rootNodes: rootNodes.map((socket) => ({ socket })),
    defaults: { ...NODE_REDIS_OPTIONS, socket: { reconnectStrategy: RECONNECT_AFTER_MS } },
    ...options,
  })
  client.on('error', () => undefined)
  await client.connect()
  return { client, close: () => client.destroy() }
}

/** Each kind of client for a cluster. */
export const CLUSTER_CLIENT_KINDS: readonly ClusterClientKind[] = [
  { name: 'ioredis', connect: (rootNodes) => connectIoredisCluster(rootNodes) },
  {
    name: 'ioredis with auto pipelining',
    connect: (rootNodes) => connectIoredisCluster(rootNodes, { enableAutoPipelining: true }),
  },
  {
    name: 'ioredis 5',
    connect: (rootNodes) => ready(new Ioredis5Cluster(rootNodes, IOREDIS_CLUSTER_OPTIONS)),
  },
  {
    name: 'iovalkey',
    connect: (rootNodes) => ready(new IovalkeyCluster(rootNodes, IOREDIS_CLUSTER_OPTIONS)),
  },
  { name: 'node-redis', connect: (rootNodes) => connectNodeRedisCluster(rootNodes) },
  {
    name: 'node-redis 5',
    async connect(rootNodes) {
      const client = createCluster5({
        rootNodes: rootNodes.map((socket) => ({ socket })),
        defaults: { ...NODE_REDIS_OPTIONS, socket: { reconnectStrategy: RECONNECT_AFTER_MS } },
      })
      client.on('error', () => undefined)
      await client.connect()
      return { client, close: () => client.destroy() }
    },
  },
]
