import { createSqlNonceStore, redactUrl } from '@hawk-auth/credentials'
import type { NonceStore } from '@hawk-auth/core'
import { createRedisNonceStore } from '@hawk-auth/redis'
import { Redis } from 'ioredis'
import type { Settings } from './settings.js'

/** The replay cache that all processes share: what one of them admitted, the others refuse. */
export interface ReplayCache {
  nonces: NonceStore
  close: () => Promise<void>
}

/** Names whose nonces these are, where several applications share one Redis. */
const PREFIX = 'multi-process:example:nonce:'

/** Opens it in Redis, or where nobody said where that is, in the database of the registry. Never in memory. */
export async function openReplayCache({ redisUrl, database }: Settings): Promise<ReplayCache> {
  if (redisUrl === undefined) {
    const nonces = await createSqlNonceStore({ database })
    return { nonces, close: () => nonces.close() }
  }
  // A claim is sent at once and once, or not at all: a copy that is sent later would meet the first one.
  const client = new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 0 })
  sayWhenItIsAway(client)
  return {
    nonces: createRedisNonceStore({ client, prefix: PREFIX }),
    close: async () => client.disconnect(),
  }
}

/** What the server says of its replay cache when it starts. */
export function describeReplayCache(redisUrl: string | undefined): string {
  if (redisUrl !== undefined) return `The replay cache is in Redis, at ${redactUrl(redisUrl)}.`
  return (
    'There is no Redis: REDIS_URL is not set. The replay cache is in the database of the registry; it holds as well, ' +
    'and is slower.\nWith Redis: REDIS_URL=redis://127.0.0.1:6379 npm start'
  )
}

/** Without it requests are answered with 503, nothing else: the process goes on, and so does the client's connecting. */
function sayWhenItIsAway(client: Redis): void {
  let isAway = false
  client.on('error', ({ message }: Error) => {
    if (!isAway)
      console.log(`worker ${process.pid}: Redis does not answer (${message}); requests get 503 until it does`)
    isAway = true
  })
  client.on('ready', () => {
    if (isAway) console.log(`worker ${process.pid}: Redis answers again`)
    isAway = false
  })
}
