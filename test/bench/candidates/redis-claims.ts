import { digestNonceUse } from '@hawk-auth/core/stores'
import { createRedisNonceStore } from '@hawk-auth/redis'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { startRedis } from '../../support/redis-servers.js'
import type { RedisServer } from '../../support/redis-servers.js'
import type { ClaimingPlace, ClaimingWay } from './claiming-way.js'
import { throughStore } from './claiming-way.js'
import { KEPT_MS } from './traffic.js'

/** The length of a prefix that names a service and its environment. */
export const PREFIX = 'my-api:production:nonce:'
const BARE_PREFIX = 'my-api:benchmark:nonce:x'

/** Sets a key that is not there, as a program without a store would. */
type SetBare = (key: string) => Promise<unknown>

/** A Redis of the benchmark's own, and claims on it by ioredis and node-redis, one connection each. */
export async function claimsOnRedis(): Promise<ClaimingPlace> {
  const server = await startRedis()
  const ioredis = await connectIoredis(server)
  const nodeRedis = createClient({ url: server.url, disableOfflineQueue: true })
  await nodeRedis.connect()
  const options = { NX: true, PX: KEPT_MS } as const
  return {
    counts: server,
    ways: [
      throughStore('ioredis', createRedisNonceStore({ client: ioredis, prefix: PREFIX })),
      bare('ioredis.bare', (key) => ioredis.set(key, '1', 'PX', KEPT_MS, 'NX')),
      throughStore('node-redis', createRedisNonceStore({ client: nodeRedis, prefix: PREFIX })),
      bare('node-redis.bare', (key) => nodeRedis.set(key, '1', options)),
    ],
    async close() {
      ioredis.disconnect()
      nodeRedis.destroy()
      await server.stop()
    },
  }
}

/** The same by ioredis on a Redis that has every write on its disk before it answers. */
export async function claimsOnDurableRedis(): Promise<ClaimingPlace> {
  const server = await startRedis({ appendonly: true })
  const client = await connectIoredis(server)
  return {
    ways: [
      throughStore('ioredis-always', createRedisNonceStore({ client, prefix: PREFIX })),
      bare('ioredis-always.bare', (key) => client.set(key, '1', 'PX', KEPT_MS, 'NX')),
    ],
    async close() {
      client.disconnect()
      await server.stop()
    },
  }
}

/** A client that no claim is sent twice by. */
export async function connectIoredis({ host, port }: RedisServer): Promise<Redis> {
  const client = new Redis({
    host,
    port,
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  })
  await client.connect()
  return client
}

function bare(name: string, set: SetBare): ClaimingWay {
  return {
    name,
    claimsOf: (uses) =>
      uses.map((use) => {
        const key = BARE_PREFIX + digestNonceUse(use).toString('base64url')
        return async () => {
          if ((await set(key)) !== 'OK') throw new Error('a bare SET NX PX met its key')
        }
      }),
  }
}
