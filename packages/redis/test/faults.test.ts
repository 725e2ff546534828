import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { REDIS, startRedis } from '../../../test/support/redis-servers.js'
import type { RedisServer } from '../../../test/support/redis-servers.js'
import { isMissing } from '../../../test/support/services.js'
import { startCuttingProxy } from '../../../test/support/cutting-proxy.js'
import { CLIENT_KINDS } from './support/clients.js'
import type { ClientKind, Connected } from './support/clients.js'
import { claimOnceItRuns, refusalOf } from './support/claims.js'
import { commandCounts, forgetCommands, storeOver, useOf, usesOf } from './support/stores.js'

/** Longer than any test: what is refused before it was not refused by a clock. */
const NEVER_MS = 60_000

describe.skipIf(isMissing(REDIS, 'the faults of Redis'))('when Redis fails', () => {
  let server: RedisServer

  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    await server.ask('FLUSHALL')
  })

  async function connected(
    kind: ClientKind,
    address: { host: string; port: number } = server,
  ): Promise<Connected> {
    const made = await kind.connect({ host: address.host, port: address.port })
    onTestFinished(made.close)
    return made
  }

  describe.each(CLIENT_KINDS)('by $name', (kind) => {
    test('a server that hangs is not waited for, and its late answer admits nothing', async () => {
      const store = storeOver(await connected(kind), { timeoutMs: 50 })
      server.pause()
      onTestFinished(server.resume)
      expect(await refusalOf(store, useOf(0))).toContain('no answer within 50 ms')
      server.resume()
      expect(await claimOnceItRuns(store, usesOf(1000).slice(1))).toBe('admitted')
      expect(await store.claim(useOf(0))).toBe('replayed')
    })

    test('claims that nobody waits for any more count still, and beyond the bound none is sent', async () => {
      const store = storeOver(await connected(kind), { timeoutMs: 50, maxPending: 3 })
      server.pause()
      onTestFinished(server.resume)
      const refusals = await Promise.all(usesOf(3).map((use) => refusalOf(store, use)))
      expect(refusals).toEqual(Array.from({ length: 3 }, () => 'no answer within 50 ms'))
      expect(await refusalOf(store, useOf(3))).toBe('3 claims wait for Redis already')
      server.resume()
      expect(await claimOnceItRuns(store, usesOf(1000).slice(4))).toBe('admitted')
    })

    test('a claim whose answer is lost with the connection is refused and not sent again', async () => {
      const proxy = await startCuttingProxy(server.url)
      const url = new URL(proxy.location)
      const address = { host: url.hostname, port: Number(url.port) }
      const store = storeOver(await connected(kind, address), { timeoutMs: NEVER_MS })
      await store.claim(useOf(0))
      await forgetCommands(server)
      proxy.cutAt(1, 'after')
      expect(await refusalOf(store, useOf(1))).not.toContain('no answer')
      expect(proxy.isCut()).toBe(true)
      proxy.cutAt(Infinity, 'after')
      expect(
        await claimOnceItRuns(
          store,
          Array.from({ length: 1000 }, () => useOf(2)),
        ),
      ).toBe('admitted')
      expect((await commandCounts(server))['set']).toBe(2)
    })

    test('a server that is down refuses at once and keeps nothing; it is found again by itself', async () => {
      const own = await startRedis()
      onTestFinished(own.stop)
      const store = storeOver(await connected(kind, own), { timeoutMs: NEVER_MS })
      expect(await store.claim(useOf(0))).toBe('admitted')
      await own.kill()
      for (const use of usesOf(20).slice(10)) expect(await refusalOf(store, use)).not.toContain('no answer')
      await own.restart()
      expect(
        await claimOnceItRuns(
          store,
          Array.from({ length: 1000 }, () => useOf(1)),
        ),
      ).toBe('admitted')
      expect((await commandCounts(own))['set']).toBe(1)
    })

    test('a server that was not there yet refuses at once', async () => {
      const own = await startRedis()
      onTestFinished(own.stop)
      await own.kill()
      const made = kind.make({ host: own.host, port: own.port })
      onTestFinished(made.close)
      const store = storeOver(made, { timeoutMs: NEVER_MS })
      expect(await refusalOf(store, useOf(0))).not.toContain('no answer')
      await own.restart()
      expect(
        await claimOnceItRuns(
          store,
          Array.from({ length: 1000 }, () => useOf(0)),
        ),
      ).toBe('admitted')
    })
  })

  describe.each(CLIENT_KINDS.filter(({ name }) => name === 'ioredis' || name === 'node-redis'))(
    'by $name',
    (kind) => {
      test('a replica is never written to: claims are refused', async () => {
        const replica = await startRedis({ args: ['--replicaof', server.host, String(server.port)] })
        onTestFinished(replica.stop)
        const store = storeOver(await connected(kind, replica))
        expect(await refusalOf(store, useOf(0))).toContain('READONLY')
      })

      test('a memory that is full refuses claims', async () => {
        const full = await startRedis({ args: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] })
        onTestFinished(full.stop)
        const store = storeOver(await connected(kind, full))
        expect(await refusalOf(store, useOf(0))).toContain('OOM')
      })
    },
  )

  test('the options of ioredis that a store asks for are what keeps a command from being sent twice', async () => {
    const proxy = await startCuttingProxy(server.url)
    const { hostname, port } = new URL(proxy.location)
    const client = new Redis({
      host: hostname,
      port: Number(port),
      lazyConnect: true,
      retryStrategy: () => 5,
    })
    client.on('error', () => undefined)
    onTestFinished(() => {
      client.disconnect()
    })
    await client.connect()
    await forgetCommands(server)
    proxy.cutAt(1, 'after')
    const answer = client.set('key', '1', 'PX', 60_000, 'NX')
    await expect.poll(() => proxy.isCut()).toBe(true)
    proxy.cutAt(Infinity, 'after')
    // It met itself.
    expect(await answer).toBeNull()
    expect((await commandCounts(server))['set']).toBe(2)
  })
})
