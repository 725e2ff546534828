import { createMemoryNonceStore } from '@hawk-auth/core'
import type { Claim, NonceUse } from '@hawk-auth/core'
import type { ClaimTraffic } from './claim-traffic.js'
import { createLruCache } from './lru-cache.js'
import { KEPT_MS } from './traffic.js'

/** The replay caches that are compared. */
export type ReplayCacheKind = 'ours' | 'lru-cache' | 'empty'

/** Claims one nonce. */
export type ClaimNonce = (use: NonceUse) => Claim

/** Room beyond what is live, so that nothing is refused: a client may hold no more than is free. */
const ROOM = 1.25

/** Makes a replay cache for some traffic; `empty` remembers nothing. */
export function createReplayCache(kind: ReplayCacheKind, traffic: ClaimTraffic): ClaimNonce {
  switch (kind) {
    case 'ours': {
      const store = createMemoryNonceStore({ maxEntries: Math.ceil(traffic.live * ROOM) })
      return (use) => store.claim(use)
    }
    case 'lru-cache':
      return claimInLruCache(traffic)
    case 'empty':
      return () => 'admitted'
    default:
      kind satisfies never
      throw new TypeError('no such replay cache')
  }
}

/** What users of the reference do with lru-cache. */
function claimInLruCache(traffic: ClaimTraffic): ClaimNonce {
  const cache = createLruCache({ max: traffic.live, ttlMs: KEPT_MS, nowMs: () => traffic.nowMs })
  return ({ id, ts, nonce }) => {
    const key = `${id}\n${ts}\n${nonce}`
    if (cache.has(key)) return 'replayed'
    cache.set(key, true)
    return 'admitted'
  }
}

const FILL_STEP = 1000

/** Claims what came in the lifetime of a nonce, and half as much again, so that the cache stands as in steady traffic. */
export function bringToSteadyState(claim: ClaimNonce, traffic: ClaimTraffic): void {
  for (let left = Math.ceil(traffic.live * 1.5); left > 0; left -= FILL_STEP) {
    for (const use of traffic.next(FILL_STEP)) mustBeAdmitted(claim(use))
  }
}

/** Ends a run in which a claim came out wrong. */
export function mustBeAdmitted(claim: Claim): void {
  if (claim !== 'admitted') throw new Error(`a first claim was answered "${claim}"`)
}
