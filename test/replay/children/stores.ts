import { createMemoryNonceStore } from '@hawk-auth/core'
import type { NonceStore } from '@hawk-auth/core'
import { digestNonceUse } from '@hawk-auth/core/stores'
import { createSqlNonceStore } from '@hawk-auth/credentials'
import { createRedisNonceStore } from '@hawk-auth/redis'
import { once } from 'node:events'
import { Cluster, Redis } from 'ioredis'

/** A machine that is busy with everything at once is slow, not down: storms are to be answered. */
const TIMEOUT_MS = 10_000

const PREFIX = 'replay:test:nonce:'

/** The stores that servers share, by name; each is opened at a location. */
export const STORES: Readonly<Record<string, (location: string) => Promise<NonceStore>>> = {
  sql: (database) => createSqlNonceStore({ database, timeoutMs: TIMEOUT_MS }),
  redis: async (url) => {
    const client = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0 })
    return overRedis(await connected(client))
  },
  'redis cluster': async (nodes) => {
    const client = new Cluster(nodes.split(','), { enableOfflineQueue: false, retryDelayOnFailover: 0 })
    return overRedis(await connected(client))
  },
  /** Wrong for several processes: each has its own. */
  memory: async () => createMemoryNonceStore(),
  /** Wrong, as one writes it first: it looks, and then it sets. */
  'redis, looks before it sets': async (url) => {
    const client = new Redis(url)
    return {
      async claim(use) {
        const key = digestNonceUse(use).toString('base64url')
        if ((await client.exists(key)) === 1) return 'replayed'
        await client.set(key, 1, 'PX', use.keepUntilMs - use.nowMs)
        return 'admitted'
      },
    }
  },
}

/** A server is not asked before its client is connected. What goes wrong with a connection later is told by claims. */
async function connected<T extends Redis | Cluster>(client: T): Promise<T> {
  client.on('error', () => undefined)
  await once(client, 'ready')
  return client
}

function overRedis(client: Redis | Cluster): NonceStore {
  return createRedisNonceStore({ client, prefix: PREFIX, timeoutMs: TIMEOUT_MS })
}
