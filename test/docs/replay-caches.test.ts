import type { NonceUse } from '@hawk-auth/core'
import { createRedisNonceStore } from '@hawk-auth/redis'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, test } from 'vitest'
import { REDIS, startRedis } from '../support/redis-servers.js'
import type { RedisServer } from '../support/redis-servers.js'
import { isMissing } from '../support/services.js'
import { readDocument } from './documents.js'

/** What the guide says to write into the configuration of a Redis, block by block, as arguments. */
const blocks = [...readDocument('docs/replay-caches.md').matchAll(/^```conf\n([^]*?)^```$/gm)].map(
  ([, block = '']) =>
    block
      .trim()
      .split('\n')
      .flatMap((line) => `--${line}`.split(' ')),
)
const [durable = [], withReplicas = [], ownUser = []] = blocks
const prefix = 'my-api:production:nonce:'

describe.skipIf(isMissing(REDIS, 'the configurations of the guide to replay caches'))('the guide', () => {
  let server: RedisServer
  let client: Redis

  async function start(args: readonly string[], user: { username?: string; password?: string } = {}) {
    server = await startRedis({ args })
    const { host, port } = server
    client = new Redis({
      host,
      port,
      ...user,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      lazyConnect: true,
    })
    client.on('error', () => undefined)
    await client.connect()
    return createRedisNonceStore({ client, prefix })
  }

  afterEach(async () => {
    client.disconnect()
    await server.stop()
  })

  test('has a Redis that keeps nonces through a kill', async () => {
    const nonces = await start(durable)
    expect(await nonces.claim(use())).toBe('admitted')
    expect(await server.ask('CONFIG', 'GET', 'maxmemory-policy')).toContain('noeviction')
    client.disconnect()
    await server.restart()
    await client.connect()
    expect(await nonces.claim(use())).toBe('replayed')
  })

  test('has a master without replicas take no claims', async () => {
    const nonces = await start([...durable, ...withReplicas])
    await expect(nonces.claim(use())).rejects.toThrow('NOREPLICAS')
  })

  test('has a user that can claim, and flush nothing', async () => {
    const nonces = await start([...durable, ...ownUser], { username: 'hawk', password: 'SECRET' })
    expect([await nonces.claim(use()), await nonces.claim(use())]).toEqual(['admitted', 'replayed'])
    await expect(client.flushall()).rejects.toThrow('NOPERM')
    await expect(client.del(`${prefix}x`)).rejects.toThrow('NOPERM')
    await expect(client.set('another:key', '1')).rejects.toThrow('NOPERM')
  })
})

function use(): NonceUse {
  const nowMs = Date.now()
  return { id: 'ci-bot', ts: '1353832234', nonce: 'j4h3g2', keepUntilMs: nowMs + 120_000, nowMs }
}
