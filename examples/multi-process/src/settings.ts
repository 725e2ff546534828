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

const HIGHEST_PORT = 65_535
const MOST_WORKERS = 1000

/** A variable that says something which can't be. */
export class SettingError extends Error {}

/**
 * A variable that is empty counts as one that is not set.
 *
 * @throws SettingError that names the variable
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const workers = Math.max(LEAST_WORKERS, availableParallelism())
  return {
    port: wholeNumber('PORT', env['PORT'] || DEFAULT_PORT, [0, HIGHEST_PORT]),
    workerCount: wholeNumber('WORKERS', env['WORKERS'] || workers, [1, MOST_WORKERS]),
    publicUrl: env['PUBLIC_URL'] || undefined,
    redisUrl: env['REDIS_URL'] || undefined,
    database: env['HAWK_AUTH_DATABASE'] || undefined,
  }
}

function wholeNumber(name: string, said: string | number, [least, most]: [number, number]): number {
  const number = Number(said)
  if (/^\d+$/.test(String(said)) && number >= least && number <= most) return number
  throw new SettingError(`${name} must be a whole number from ${least} to ${most}, got "${said}"`)
}
