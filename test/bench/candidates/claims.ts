import type { NonceUse } from '@hawk-auth/core'
import type { Candidate } from '../measure.js'
import { ClaimTraffic } from './claim-traffic.js'
import { bringToSteadyState, createReplayCache, mustBeAdmitted } from './replay-caches.js'
import type { ReplayCacheKind } from './replay-caches.js'

/** Claims in a cache that holds about `live` nonces all the time. */
export function claims(kind: ReplayCacheKind, live: number): Candidate {
  const traffic = new ClaimTraffic(live)
  const claim = createReplayCache(kind, traffic)
  bringToSteadyState(claim, traffic)
  let uses: NonceUse[] = []
  return {
    name: `${kind} ${live}`,
    prepare(count) {
      uses = traffic.next(count)
    },
    run() {
      for (const use of uses) mustBeAdmitted(claim(use))
    },
  }
}
