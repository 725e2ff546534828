/** A client of ioredis (5, 6) or iovalkey, for one server (by Sentinel too) or for a cluster. */
export interface IoredisClient {
  readonly status: string
  readonly options: object
  call(command: string, ...args: string[]): Promise<unknown>
}

/** A client of node-redis (`redis` or `@redis/client`, 5 and 6) for one server. */
export interface NodeRedisClient {
  readonly isReady: boolean
  readonly options: object | undefined
  createPool(): unknown
  sendCommand(args: string[]): Promise<unknown>
}

/** A client of node-redis (`redis` or `@redis/client`, 5 and 6) for a cluster. */
export interface NodeRedisCluster {
  readonly masters: readonly object[]
  sendCommand(firstKey: string, isReadonly: boolean, args: string[]): Promise<unknown>
}

/** The clients that a store takes. */
export type RedisClient = IoredisClient | NodeRedisClient | NodeRedisCluster

/** What a store needs of a client, whichever it is. */
export interface ServerAccess {
  /** What the client puts before every key of its own accord; often nothing. */
  readonly keyPrefix: string
  /** Sets a key that is not there, for so long, in one command that is sent once; gives the answer as it came. */
  setIfAbsent: (key: string, ttlMs: number) => Promise<unknown>
  /** `INFO memory` of every server that takes writes. */
  memoryInfos: () => Promise<unknown[]>
}

/** The arguments of the one command that a claim is, the key first. */
export function claimArguments(key: string, ttlMs: number): [string, ...string[]] {
  return [key, '1', 'NX', 'PX', String(ttlMs)]
}
