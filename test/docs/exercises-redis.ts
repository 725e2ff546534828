import { once } from 'node:events'
import type { NonceStore } from '@hawk-auth/redis'
import type { Redis } from 'ioredis'
import { expect } from 'vitest'
import { guardsJobs } from './exercise.js'
import type { Exercise } from './exercise.js'

const nowMs = 1_795_392_000_000

/** A store that admits a nonce once. Its client is ended as clients of ioredis are, or those of node-redis. */
const admitsOnce: Exercise = async ({ exports }) => {
  const { client, nonces } = exports as {
    client: { disconnect: () => void; destroy?: () => void }
    nonces: NonceStore
  }
  const use = {
    id: 'ci-bot',
    ts: '1795392000',
    nonce: crypto.randomUUID(),
    keepUntilMs: nowMs + 120_000,
    nowMs,
  }
  expect([await nonces.claim(use), await nonces.claim(use)]).toEqual(['admitted', 'replayed'])
  if (client.destroy === undefined) client.disconnect()
  else client.destroy()
}

/** The examples of the replay cache on Redis; `redis-for-examples.ts` starts what they connect to. */
export const redisExercises: Readonly<Record<string, Exercise>> = {
  'packages/redis/README.md A server with ioredis': async (program) => {
    const { client } = program.exports as { client: Redis }
    if (client.status !== 'ready') await once(client, 'ready')
    await guardsJobs(program, { by: 'ci-bot', job: { name: 'build' } })
    expect(await client.keys('my-api:production:nonce:*')).toHaveLength(2)
    client.disconnect()
  },
  'packages/redis/README.md node-redis': admitsOnce,
  'packages/redis/README.md A cluster': admitsOnce,
}
