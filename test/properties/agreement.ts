import type { Case } from './cases.js'
import type { DeviationId } from './deviations.js'
import { explanations, reasonsToRefuse } from './explanations.js'
import { judgeByReference, judgeByUs } from './judges.js'
import type { Judged, RawRequest, World } from './judges.js'
import { reference } from './reference.js'
import type { ReferenceAttributes } from './reference.js'

/**
 * Throws where the two disagree and no deviation explains it, or where we accept what a deviation tells that we
 * refuse; gives the ids of those that explain a disagreement.
 */
export function assertAgreement(subject: Case, ours: Judged, theirs: Judged): DeviationId[] {
  const reasons = ours.ok ? reasonsToRefuse(subject) : []
  if (reasons.length > 0) throw new Error(`we accept what we refuse by ${reasons.join(', ')}`)
  if (ours.ok === theirs.ok) {
    if (ours.ok && theirs.ok) assertSameAttributes(ours.attributes, theirs.attributes)
    return []
  }
  const ids = explanations(subject, ours.ok ? 'reference' : 'ours')
  if (ids.length > 0) return ids
  throw new Error(
    `disagreement without a deviation: ours ${JSON.stringify(ours)}, reference ${JSON.stringify(theirs)}`,
  )
}

function assertSameAttributes(ours: ReferenceAttributes, theirs: ReferenceAttributes): void {
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    // An absent ext of a bewit is empty text in the reference.
    if ((ours[name] ?? '') !== (theirs[name] ?? '')) throw new Error(`both accept, with different ${name}`)
  }
}

/** The attributes of a header as the reference reads them; none where it can't. */
export function readAttributes(authorization: string | undefined): ReferenceAttributes {
  try {
    return reference.utils.parseAuthorizationHeader(authorization)
  } catch {
    return {}
  }
}

/** Asks both sides about a request, and throws where they disagree without a deviation. */
export async function judgeByBoth(
  request: RawRequest,
  world: World,
): Promise<{ ours: Judged; theirs: Judged; ids: DeviationId[] }> {
  const ours = judgeByUs(request, world)
  const theirs = await judgeByReference(request, world)
  const subject = { ...request, attributes: readAttributes(request.authorization), world }
  return { ours, theirs, ids: assertAgreement(subject, ours, theirs) }
}
