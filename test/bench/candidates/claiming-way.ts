import type { Claim, NonceStore, NonceUse } from '@hawk-auth/core'
import type { RedisServer } from '../../support/redis-servers.js'
import type { ClaimOnce } from '../load/claim-load.js'
import { mustBeAdmitted } from './replay-caches.js'

/** A store, or the bare command that it is held against. */
export interface ClaimingWay {
  readonly name: string
  /** Makes ready what is not counted, and gives a claim for each use. */
  claimsOf(uses: readonly NonceUse[]): ClaimOnce[]
}

/** What claims are made on. */
export interface ClaimingPlace {
  readonly ways: readonly ClaimingWay[]
  /** The Redis whose commands are counted. */
  readonly counts?: RedisServer
  close(): Promise<void>
}

/** Claims through a store. */
export function throughStore(name: string, store: NonceStore): ClaimingWay {
  return { name, claimsOf: (uses) => uses.map((use) => () => admit(store.claim(use))) }
}

function admit(claim: Claim | Promise<Claim>): unknown {
  return claim instanceof Promise ? claim.then(mustBeAdmitted) : mustBeAdmitted(claim)
}
