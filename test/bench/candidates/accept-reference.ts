import { createMemoryNonceStore } from '@hawk-auth/core'
import type { MemoryNonceStore } from '@hawk-auth/core'
import Hawk from 'hawk'
import type { ReferenceOptions } from 'hawk'
import type { Candidate } from '../measure.js'
import { Cursor } from './cursor.js'
import { findRecordLater, RECORD } from './record.js'
import { KEPT_MS } from './traffic.js'
import type { Traffic } from './traffic.js'

/** The reference on the same traffic, with the same nonce store. */
export function acceptReference(traffic: Traffic): Candidate {
  let nonces = createMemoryNonceStore()
  let nowMs = 0
  const options: ReferenceOptions = {
    nonceFunc: (_key, nonce, ts) => claimOrThrow(nonces, { nonce, ts, nowMs }),
    localtimeOffsetMsec: 0,
  }
  const cursor = new Cursor(traffic.length, () => {
    nonces = createMemoryNonceStore()
    traffic.claimEarlier(nonces)
  })
  return {
    name: 'reference',
    prepare(count) {
      cursor.prepare(count)
      nowMs = traffic.msOf(cursor.at)
      options.localtimeOffsetMsec = nowMs - Date.now()
    },
    async run(count) {
      for (const end = cursor.at + count; cursor.at < end; cursor.at += 1) {
        const request = traffic.referenceRequests[cursor.at]
        if (request === undefined) throw new RangeError('nothing is prepared')
        await Hawk.server.authenticate(request, findRecordLater, options)
      }
    },
  }
}

/** What a user of the reference writes as `nonceFunc`. */
export async function claimOrThrow(
  nonces: MemoryNonceStore,
  { nonce, ts, nowMs }: { nonce: string; ts: string; nowMs: number },
): Promise<void> {
  const claim = nonces.claim({ id: RECORD.id, ts, nonce, keepUntilMs: Number(ts) * 1000 + KEPT_MS, nowMs })
  if (claim !== 'admitted') throw new Error(`the nonce store answered ${claim}`)
}
