import type { NonceUse } from '@hawk-auth/core'
import { createMemoryNonceStore } from '@hawk-auth/core'
import { setImmediate } from 'node:timers/promises'
import { ClaimTraffic } from '../candidates/claim-traffic.js'
import { bringToSteadyState, createReplayCache } from '../candidates/replay-caches.js'
import type { ReplayCacheKind } from '../candidates/replay-caches.js'
import { nonceOf } from '../candidates/requests.js'
import { KEPT_MS } from '../candidates/traffic.js'
import { collectGarbage, GcPauses } from './gc-pauses.js'
import { answerFromProcess } from './process-task.js'
import { longestClaim } from './worst-claim.js'

/** What one replay cache costs beside time. */
export interface ClaimsMemory {
  bytesPerNonce: number
  longestPauseMs: number
  worstClaimMs: number
  /** All claims in one second, by one client; ours alone. */
  worstOfBurstMs: number
}

const STEP = 4000

/** `node claims-memory-process.js KIND LIVE`: memory, pauses and the worst claim of one replay cache. */
await answerFromProcess(async ([kind, live]): Promise<ClaimsMemory> => {
  const traffic = new ClaimTraffic(Number(live))
  const pauses = new GcPauses()
  collectGarbage()
  const before = usedBytes()
  pauses.start()
  const claim = createReplayCache(kind as ReplayCacheKind, traffic)
  bringToSteadyState(claim, traffic)
  const longestWhileFilling = await pauses.longest()
  collectGarbage()
  const bytesPerNonce = (usedBytes() - before) / traffic.live
  let worstClaimMs = 0
  for (let left = traffic.live; left > 0; left -= STEP) {
    worstClaimMs = Math.max(worstClaimMs, longestClaim(claim, traffic.next(STEP)))
    // Pauses are reported between turns of the event loop.
    await setImmediate()
  }
  const longestPauseMs = Math.max(longestWhileFilling, await pauses.longest())
  const worstOfBurstMs = kind === 'ours' ? longestOfBurst(traffic.live) : 0
  return { bytesPerNonce, longestPauseMs, worstClaimMs, worstOfBurstMs }
})

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** One client alone may hold half of the cache. */
function longestOfBurst(live: number): number {
  const store = createMemoryNonceStore({ maxEntries: live * 2 })
  const nowMs = Math.floor(Date.now() / 1000) * 1000
  let longestMs = 0
  for (let made = 0; made < live; made += STEP) {
    const uses = Array.from({ length: Math.min(STEP, live - made) }, (_, index): NonceUse => {
      const nonce = nonceOf(made + index)
      return { id: 'one client', ts: String(nowMs / 1000), nonce, keepUntilMs: nowMs + KEPT_MS, nowMs }
    })
    longestMs = Math.max(
      longestMs,
      longestClaim((use) => store.claim(use), uses),
    )
  }
  return longestMs
}
