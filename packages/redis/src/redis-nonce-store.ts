import type { Claim, NonceStore, NonceUse } from '@hawk-auth/core'
import { checkKeys, checkNonceUse, checkWholeNumber, Deadlines, digestNonceUse } from '@hawk-auth/core/stores'
import { accessBy } from './clients/access-by.js'
import { textOf } from './clients/fields.js'
import type { RedisClient, ServerAccess } from './clients/redis-client.js'
import { warnOfEviction } from './eviction-warning.js'
import { checkKeyPrefix, checkPrefix } from './prefix.js'

const WHERE = 'createRedisNonceStore'

/** Options of {@link createRedisNonceStore}. */
export interface RedisNonceStoreOptions {
  /**
   * A client or a Cluster of ioredis, iovalkey or node-redis. It stays yours: the store neither connects nor closes it.
   * It has to be made with the options that keep it from sending a claim twice: `enableOfflineQueue: false` and
   * `maxRetriesPerRequest: 0` (ioredis, iovalkey; their Cluster: `enableOfflineQueue: false` and
   * `retryDelayOnFailover: 0`), `disableOfflineQueue: true` (node-redis; its cluster: under `defaults`).
   */
  client: RedisClient
  /**
   * Begins every key: 1 to 200 printable ASCII characters without spaces and braces. It names the service and its
   * environment, like `my-api:production:nonce:`; all processes that share the credentials have the same.
   */
  prefix: string
  /** How long a claim waits for its answer before it fails: 1 to 60 000 milliseconds, by default 1000. */
  timeoutMs?: number | undefined
  /** How many claims may be without an answer; further ones fail at once: 1 to 1 000 000, by default 10 000. */
  maxPending?: number | undefined
}

/**
 * Makes a replay cache on Redis (6.2 or newer) or Valkey, shared by every process that has the same prefix.
 *
 * - A claim is one command, `SET key 1 NX PX ttl`, sent once. The key is the prefix and 43 characters, the SHA-256 of the
 *   use in base64url.
 * - A claim rejects when there is no answer in time, when the connection is lost or not there, or when Redis answers with
 *   an error (a full memory, a replica); the verifier then refuses the request with 503. What Redis answers later changes
 *   nothing.
 * - The life of a key is counted from `nowMs` to `keepUntilMs` and runs by the clock of Redis, which need not be right. When
 *   it is set forward, nonces live that much shorter; up to a minute costs nothing that the margin of a minute does not
 *   cover.
 * - After the first answer it asks once for the `maxmemory-policy`, and warns of any but `noeviction`
 *   (`HAWK_REDIS_EVICTION`). Where it may not ask, it does not.
 *
 * What a Redis can forget (a failover, a flush, a restart without an fsynced log) can be replayed: see the README.
 * Source of the rules: DESIGN, "The two contracts".
 *
 * @throws TypeError when an option is missing, unknown or not what it must be, or when the client would send a claim again
 *
 * @example
 * ```ts
 * const client = new Redis({ host: '127.0.0.1', enableOfflineQueue: false, maxRetriesPerRequest: 0 })
 * const nonces = createRedisNonceStore({ client, prefix: 'my-api:production:nonce:' })
 * ```
 */
export function createRedisNonceStore(options: RedisNonceStoreOptions): NonceStore {
  checkKeys(WHERE, options, ['client', 'prefix', 'timeoutMs', 'maxPending'])
  const { client, prefix, timeoutMs = 1000, maxPending = 10_000 } = options
  checkPrefix(WHERE, prefix)
  checkWholeNumber(WHERE, 'timeoutMs', timeoutMs, { min: 1, max: 60_000 })
  checkWholeNumber(WHERE, 'maxPending', maxPending, { min: 1, max: 1_000_000 })
  const access = accessBy(WHERE, client)
  checkKeyPrefix(WHERE, access.keyPrefix)
  const claims = new RedisClaims(access, prefix, new Deadlines(timeoutMs), maxPending)
  return { claim: (use) => claims.claim(use) }
}

class RedisClaims {
  readonly #access: ServerAccess
  readonly #prefix: string
  readonly #deadlines: Deadlines
  readonly #maxPending: number
  /** Claims whose fate the client has not told, those among them that nobody waits for any more. */
  #pending = 0
  #hasAsked = false

  constructor(access: ServerAccess, prefix: string, deadlines: Deadlines, maxPending: number) {
    this.#access = access
    this.#prefix = prefix
    this.#deadlines = deadlines
    this.#maxPending = maxPending
  }

  async claim(use: NonceUse): Promise<Claim> {
    checkNonceUse('RedisNonceStore.claim', use)
    if (this.#pending >= this.#maxPending) throw new Error(`${this.#pending} claims wait for Redis already`)
    const key = this.#prefix + digestNonceUse(use).toString('base64url')
    const answer = await this.#deadlines.limit(this.#send(key, ttlMsOf(use)))
    this.#askOnce()
    return claimOf(answer)
  }

  async #send(key: string, ttlMs: number): Promise<unknown> {
    this.#pending += 1
    try {
      return await this.#access.setIfAbsent(key, ttlMs)
    } finally {
      this.#pending -= 1
    }
  }

  #askOnce(): void {
    if (this.#hasAsked) return
    this.#hasAsked = true
    void warnOfEviction(this.#access)
  }
}

/** Redis counts whole milliseconds from one that has begun already. */
function ttlMsOf({ keepUntilMs, nowMs }: NonceUse): number {
  return Math.max(1, Math.ceil(keepUntilMs - nowMs) + 1)
}

function claimOf(answer: unknown): Claim {
  if (answer === null) return 'replayed'
  if (textOf(answer) === 'OK') return 'admitted'
  throw new Error('Redis answered a claim with neither OK nor nil: is the client within a transaction?')
}
