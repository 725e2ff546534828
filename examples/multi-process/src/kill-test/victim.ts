import type { Load } from './load.js'
import type { OwnRedis } from './own-redis.js'
import type { OwnServer } from './own-server.js'

/** What is killed, and how it comes back. */
export interface Victim {
  name: string
  /** Kills it under a load, waits until that has felt it, and sees to it that it comes back. */
  kill: (load: Load) => Promise<void>
}

/** So many requests get 503 before Redis is started again. */
const OUTAGE = 20

/** The Redis that all processes share. */
export function redisAsVictim(redis: OwnRedis): Victim {
  return {
    name: 'Redis',
    async kill(load) {
      await redis.kill()
      await load.sees(OUTAGE, 'unavailable')
      await redis.start()
    },
  }
}

/** One of the processes after the other; the server itself starts others in their places. */
export function processAsVictim(server: OwnServer): Victim {
  return {
    name: 'One of the processes',
    async kill(load) {
      process.kill(await server.eldestOfTwo(), 'SIGKILL')
      await load.sees(1, 'unanswered')
    },
  }
}
