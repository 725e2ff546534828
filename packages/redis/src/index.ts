export { createRedisNonceStore } from './redis-nonce-store.js'
export type { RedisNonceStoreOptions } from './redis-nonce-store.js'
export type { IoredisClient, NodeRedisClient, NodeRedisCluster, RedisClient } from './clients/redis-client.js'

// What those who set up a shared replay cache meet, so that one install is enough.
export type { Claim, NonceStore, NonceUse } from '@hawk-auth/core'
