import type { NonceUse } from '@hawk-auth/core'
import { mustBeAdmitted } from '../candidates/replay-caches.js'
import type { ClaimNonce } from '../candidates/replay-caches.js'
import { collectYoungGarbage } from './gc-pauses.js'

const GROUP = 16

/**
 * Claims one after another, and gives the milliseconds of the longest. Another process may take the processor in the
 * middle of a claim: no claim counts for more than the processor time that its group of 16 took. The garbage that
 * making the uses left behind is collected first; pauses that the cache itself brings remain.
 */
export function longestClaim(claim: ClaimNonce, uses: readonly NonceUse[]): number {
  collectYoungGarbage()
  let longestMs = 0
  for (let from = 0; from < uses.length; from += GROUP) {
    const before = process.cpuUsage()
    const wallMs = longestByWall(claim, uses.slice(from, from + GROUP))
    if (wallMs <= longestMs) continue
    const { user, system } = process.cpuUsage(before)
    longestMs = Math.max(longestMs, Math.min(wallMs, (user + system) / 1000))
  }
  return longestMs
}

function longestByWall(claim: ClaimNonce, uses: readonly NonceUse[]): number {
  let longestMs = 0
  for (const use of uses) {
    const start = performance.now()
    const answer = claim(use)
    longestMs = Math.max(longestMs, performance.now() - start)
    mustBeAdmitted(answer)
  }
  return longestMs
}
