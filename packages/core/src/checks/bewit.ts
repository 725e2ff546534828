import { decodeBewit, Malformed, takeBewit } from '../protocol/index.js'
import type { RequestFacts } from '../request-facts.js'
import { Refused } from '../verdict.js'
import { malformed, ReceivedHeader } from './header.js'

/** A bewit taken out of its target: its end stands in the place of `ts`, and it has no nonce. */
export interface ReceivedBewit {
  target: string
  header: ReceivedHeader
}

/**
 * Reads a bewit: only GET and HEAD, without Authorization and without a body; exactly one, only in the query.
 * Source: Hawk `lib/server.js`, `authenticateBewit`, with the bounds of DESIGN section 2.
 */
export function readBewit(facts: RequestFacts): ReceivedBewit | Refused {
  const split = takeBewit(facts.target)
  if (split === 'absent') return new Refused('ERR_HAWK_MISSING', 'no bewit')
  if (split instanceof Malformed) return malformed(split.message)
  if (facts.method !== 'GET' && facts.method !== 'HEAD') return refuseBewit('Invalid method')
  if (facts.authorization !== undefined && facts.authorization !== '')
    return refuseBewit('Multiple authentications')
  if (facts.payload !== undefined && facts.payload.length > 0) return refuseBewit('Bewit with a body')
  const fields = decodeBewit(split.bewit)
  if (fields instanceof Malformed) return malformed(fields.message)
  const { id, exp, mac, ext } = fields
  const header = new ReceivedHeader(
    { id, ts: exp, nonce: '', mac },
    { ext, hash: undefined, app: undefined, dlg: undefined },
  )
  return { target: split.target, header }
}

/** A bewit's end takes the place of freshness: later than now, and no later than its verifier allows. */
export function checkBewitEnd(endMs: number, nowMs: number, maxTtlMs: number): Refused | undefined {
  if (!(endMs > nowMs)) return new Refused('ERR_HAWK_BEWIT_EXPIRED', 'the bewit has ended')
  return endMs <= nowMs + maxTtlMs ? undefined : refuseBewit('Bewit ends too late')
}

/** The refusal of a bewit that this request may not use. */
function refuseBewit(message: string): Refused {
  return new Refused('ERR_HAWK_BEWIT_REFUSED', message, { message })
}
