import { createRequire } from 'node:module'

/** The part of lru-cache that is measured. */
export interface LruCache {
  has(key: string): boolean
  set(key: string, value: true): void
}

interface LruCacheModule {
  LRUCache: new (options: {
    max: number
    ttl: number
    ttlResolution: number
    perf: { now(): number }
  }) => LruCache
}

// The very copy that core uses.
const requireOfCore = createRequire(import.meta.resolve('@hawk-auth/core'))
const { LRUCache } = requireOfCore('lru-cache') as LruCacheModule

/** Makes an lru-cache that goes by a clock that is handed in. */
export function createLruCache(options: { max: number; ttlMs: number; nowMs: () => number }): LruCache {
  const { max, ttlMs, nowMs } = options
  return new LRUCache({ max, ttl: ttlMs, ttlResolution: 0, perf: { now: nowMs } })
}
