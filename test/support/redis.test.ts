import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startRedisCluster } from './redis-cluster.js'
import type { RedisCluster } from './redis-cluster.js'
import { REDIS, startRedis } from './redis-servers.js'
import { isMissing } from './services.js'

describe.skipIf(isMissing(REDIS, 'Redis servers of tests'))('a Redis of a test', () => {
  test('keeps what it admitted through SIGKILL, where it is told to, and its port', async () => {
    const server = await startRedis({ appendonly: true })
    onTestFinished(server.stop)
    expect(await server.ask('SET', 'a', 1)).toBe('OK')
    await server.kill()
    await expect(server.ask('PING')).rejects.toThrow()
    await server.restart()
    expect(await server.ask('GET', 'a')).toBe('1')
  })

  test('forgets otherwise', async () => {
    const server = await startRedis()
    onTestFinished(server.stop)
    await server.ask('SET', 'a', 1)
    await server.restart()
    expect(await server.ask('GET', 'a')).toBeNull()
  })

  test('hangs while it is paused, and goes on', async () => {
    const server = await startRedis()
    onTestFinished(server.stop)
    server.pause()
    const answer = server.ask('PING')
    const first = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 50, 'nothing'))])
    expect(first).toBe('nothing')
    server.resume()
    expect(await answer).toBe('PONG')
  })

  test('says why it did not start', async () => {
    await expect(startRedis({ args: ['--no-such-option', 'yes'] })).rejects.toThrow('no-such-option')
  })
})

describe.skipIf(isMissing(REDIS, 'Redis clusters of tests'))('a Redis Cluster of a test', () => {
  let cluster: RedisCluster

  beforeAll(async () => {
    cluster = await startRedisCluster({ replicas: 1 })
  }, 40_000)
  afterAll(() => cluster.stop())

  test('has three nodes with slots, and a replica of each', async () => {
    const roles = await Promise.all(cluster.nodes.map((node) => node.ask('ROLE')))
    expect(roles.map((role) => Array.isArray(role) && String(role[0]))).toEqual([
      ...['master', 'master', 'master'],
      ...['slave', 'slave', 'slave'],
    ])
  })

  test('is whole again after a node was killed and restarted', async () => {
    await cluster.kill(5)
    await cluster.restart(5)
    expect(await cluster.nodes[0]?.ask('CLUSTER', 'INFO')).toContain('cluster_state:ok')
  })
})
