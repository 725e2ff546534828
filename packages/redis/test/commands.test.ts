import { connect, createServer } from 'node:net'
import { eventually } from '@hawk-auth/testkit'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { listen } from '../../../test/support/listen.js'
import { REDIS, startRedis } from '../../../test/support/redis-servers.js'
import type { RedisServer } from '../../../test/support/redis-servers.js'
import { isMissing } from '../../../test/support/services.js'
import { createRedisNonceStore } from '../src/index.js'
import type { Claim, NonceUse } from '../src/index.js'
import { CLIENT_KINDS } from './support/clients.js'
import type { ClientKind, Connected } from './support/clients.js'
import { commandCounts, forgetCommands, PREFIX, storeOver, useOf, usesOf } from './support/stores.js'

describe.skipIf(isMissing(REDIS, 'what the replay cache sends to Redis'))('what a claim sends', () => {
  let server: RedisServer

  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    await server.ask('FLUSHALL')
  })

  async function connected(kind: ClientKind, port = server.port): Promise<Connected> {
    const made = await kind.connect({ host: server.host, port })
    onTestFinished(made.close)
    return made
  }

  describe.each(CLIENT_KINDS)('by $name', (kind) => {
    test('is one SET for each claim, and one question in the life of a store', async () => {
      const store = storeOver(await connected(kind))
      await forgetCommands(server)
      for (const use of usesOf(20)) await store.claim(use)
      await Promise.all(usesOf(80).map(async (use) => store.claim(use)))
      expect(await commandCounts(server)).toEqual({ set: 100, info: 1 })
    })

    test('goes out at once: fifty claims do not wait for the answers of others', async () => {
      let written = ''
      // Two minutes, and what Redis lacks of a millisecond.
      const seen = (): number => written.split('\r\nNX\r\n$2\r\nPX\r\n$6\r\n120001\r\n').length - 1
      const relay = createServer((socket) => {
        const upstream = connect(server.port, server.host)
        upstream.on('error', () => undefined).pipe(socket)
        socket.on('error', () => undefined).on('close', () => upstream.destroy())
        socket.on('data', (data) => {
          written += data.toString('latin1')
          upstream.write(data)
        })
      })
      const store = storeOver(await connected(kind, await listen(relay)), { timeoutMs: 10_000 })
      await store.claim(useOf(0))
      written = ''
      server.pause()
      onTestFinished(server.resume)
      const answers = Promise.all(usesOf(51).map(async (use) => store.claim(use)))
      await eventually(() => seen() === 51, 'fifty-one claims on their way')
      server.resume()
      expect(await answers).toEqual(['replayed', ...Array.from({ length: 50 }, () => 'admitted')])
    })
  })

  test('makes keys of one length that show nothing of what was claimed, and live as long as they must', async () => {
    const store = storeOver(await connected(anyKind()))
    const use = useOf(0)
    for (const id of ['a', 'b'.repeat(4000), '{tag}', '* ?']) await store.claim({ ...use, id })
    const keys = await keysOf(server)
    expect(keys).toHaveLength(4)
    for (const key of keys) {
      expect(key).toMatch(/^test:nonce:[\w-]{43}$/)
      const ttlMs = Number(await server.ask('PTTL', key))
      expect(ttlMs).toBeGreaterThan(110_000)
      expect(ttlMs).toBeLessThanOrEqual(120_001)
    }
  })

  test('gives a key a life of whole milliseconds, and of one at least, whatever is left of it', async () => {
    const store = storeOver(await connected(anyKind()))
    const use = { ...useOf(0), keepUntilMs: useOf(0).nowMs + 0.25 }
    for (const nonce of ['a', 'b', 'c']) {
      expect(await store.claim({ ...use, nonce })).toBe('admitted')
    }
    expect(await store.claim({ ...use, nonce: 'd', keepUntilMs: use.nowMs - 5000 })).toBe('admitted')
  })

  test('puts the prefix of the client before that of the store', async () => {
    const options = { host: server.host, port: server.port, keyPrefix: 'team:' }
    const ioredis = new Redis({
      ...options,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      lazyConnect: true,
    })
    onTestFinished(() => {
      ioredis.disconnect()
    })
    await ioredis.connect()
    const nodeRedis = createClient({ url: server.url, keyPrefix: 'team:', disableOfflineQueue: true })
    onTestFinished(() => {
      nodeRedis.destroy()
    })
    await nodeRedis.connect()
    expect(await storeOver({ client: ioredis, close: () => undefined }).claim(useOf(0))).toBe('admitted')
    expect(await storeOver({ client: nodeRedis, close: () => undefined }).claim(useOf(0))).toBe('replayed')
    expect(await keysOf(server)).toEqual([expect.stringMatching(/^team:test:nonce:[\w-]{43}$/)])
  })

  test('is told apart by the prefix of its store alone', async () => {
    const { client } = await connected(anyKind())
    for (const prefix of ['api:production:', 'api:staging:']) {
      expect(await createRedisNonceStore({ client, prefix }).claim(useOf(0))).toBe('admitted')
    }
  })

  test('admits by OK that comes as bytes too', async () => {
    const client = createClient({ url: server.url, disableOfflineQueue: true })
    await client.connect()
    onTestFinished(() => {
      client.destroy()
    })
    const bytes = client.withTypeMapping({ [43]: Buffer, [36]: Buffer })
    const store = createRedisNonceStore({ client: bytes, prefix: PREFIX })
    expect(await store.claim(useOf(0))).toBe('admitted')
    expect(await store.claim(useOf(0))).toBe('replayed')
  })

  test('admits by no other answer: a claim within a transaction of somebody else is refused', async () => {
    const client = new Redis({
      ...{ host: server.host, port: server.port, enableOfflineQueue: false, maxRetriesPerRequest: 0 },
      lazyConnect: true,
    })
    await client.connect()
    onTestFinished(() => {
      client.disconnect()
    })
    await client.multi({ pipeline: false })
    const store = createRedisNonceStore({ client, prefix: PREFIX })
    await expect(store.claim(useOf(0))).rejects.toThrow('neither OK nor nil')
  })

  test('is nothing where a use is none', async () => {
    const store = storeOver(await connected(anyKind()))
    await forgetCommands(server)
    const claim = async (use: NonceUse): Promise<Claim> => store.claim(use)
    await expect(claim({ ...useOf(0), nowMs: NaN })).rejects.toThrow(TypeError)
    await expect(claim({ ...useOf(0), ts: '1e9' })).rejects.toThrow(
      '"ts" must be text of 1 to 15 decimal digits',
    )
    expect(await commandCounts(server)).toEqual({})
  })
})

function anyKind(): ClientKind {
  const [kind] = CLIENT_KINDS
  if (kind === undefined) throw new Error('there is no client')
  return kind
}

async function keysOf(server: RedisServer): Promise<string[]> {
  const keys = await server.ask('KEYS', '*')
  return Array.isArray(keys) ? keys.map(String) : []
}
