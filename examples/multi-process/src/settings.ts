import { availableParallelism } from 'node:os'

/** What the server is told by its environment. */
export interface Settings {
  port: number
  /** How many processes serve. */
  workerCount: number
  /** The origin that clients sign for; absent, it is the loopback and the port. */
  publicUrl: string | undefined
  /** Where the shared replay cache is; absent, it is in the database of the registry. */
  redisUrl: string | undefined
  /** Where the registry is; absent, in a database that lasts as long as the server. */
  database: string | undefined
}

const DEFAULT_PORT = 8000
/** With one process there is nothing to share. */
const LEAST_WORKERS = 2

/** A variable that is empty counts as one that is not set. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    port: Number(env['PORT'] || DEFAULT_PORT),
    workerCount: Number(env['WORKERS'] || Math.max(LEAST_WORKERS, availableParallelism())),
    publicUrl: env['PUBLIC_URL'] || undefined,
    redisUrl: env['REDIS_URL'] || undefined,
    database: env['HAWK_AUTH_DATABASE'] || undefined,
  }
}
