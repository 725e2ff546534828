import type { Deadlines } from '../deadlines.js'
import type { Claim, NonceStore, NonceUse } from '../nonce-store.js'
import { isPromiseLike } from '../promises.js'
import { Refused } from '../verdict.js'

/**
 * Step 7: claims the nonce, with one atomic verb and before one byte of the body is read. Only `admitted` admits; a
 * store that throws, rejects or hangs is a refusal, and so is one that answers anything else.
 */
export function claimNonce(
  store: NonceStore,
  use: NonceUse,
  deadlines: Deadlines,
): Refused | undefined | Promise<Refused | undefined> {
  let claim: Claim | Promise<Claim>
  try {
    claim = store.claim(use)
  } catch (error) {
    return claimFailed(error)
  }
  if (!isPromiseLike(claim)) return readClaim(claim)
  return deadlines.limit(claim).then(readClaim, claimFailed)
}

function readClaim(claim: Claim): Refused | undefined {
  switch (claim) {
    case 'admitted':
      return undefined
    case 'replayed':
      return new Refused('ERR_HAWK_REPLAYED', 'the nonce was used before')
    case 'full':
      return new Refused('ERR_HAWK_REPLAY_CACHE_FULL', 'the replay cache is full')
    case 'share-exhausted':
      return new Refused(
        'ERR_HAWK_REPLAY_SHARE_EXHAUSTED',
        'these credentials hold more live nonces than are free',
      )
    default:
      claim satisfies never
      return new Refused('ERR_HAWK_BROKEN_STORE', 'the nonce store answered none of the outcomes of a claim')
  }
}

function claimFailed(error: unknown): Refused {
  return new Refused('ERR_HAWK_STORE_UNAVAILABLE', 'the nonce store failed', undefined, error)
}
