import { createVerifier } from '@hawk-auth/core'
import type { Client } from './clients.js'
import { NOW_MS } from './fake-clock.js'
import { signedFacts } from './requests.js'
import { atOnce, outcome } from './verdicts.js'

/** What a sound request comes to where the store answers this record. */
export function outcomeWith(record: Client, nowMs = NOW_MS): string {
  const verifier = createVerifier({ credentials: () => record, clock: () => nowMs })
  return outcome(atOnce(verifier.verify(signedFacts({ timestamp: Math.floor(nowMs / 1000) }))))
}
