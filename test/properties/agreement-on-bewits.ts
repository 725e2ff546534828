import { assertAgreement } from './agreement.js'
import { bewitsInWorlds } from './arbitrary/bewits.js'
import type { BewitCase } from './arbitrary/bewits.js'
import type { DeviationId } from './deviations.js'
import { findForReference, judged, toFacts, toReferenceRequest, verifierIn } from './judges.js'
import type { Judged } from './judges.js'
import { property } from './property.js'
import { reference } from './reference.js'

async function askReference({ request, world }: BewitCase): Promise<Judged> {
  reference.utils.setTimeFunction(() => world.nowMs)
  try {
    const find = findForReference(world)
    const { attributes } = await reference.server.authenticateBewit(toReferenceRequest(request), find, {})
    return { ok: true, attributes: { id: attributes.id, ts: attributes.exp, ext: attributes.ext } }
  } catch (error) {
    return { ok: false, why: String(error) }
  }
}

/** The attributes as both read them from what was sent, which may not be what was meant. */
function readSent(bewit: string): Record<string, string | undefined> {
  const [id, exp, mac, ext] = Buffer.from(bewit, 'base64url').toString('latin1').split('\\')
  return { id, exp, ts: exp, mac, ext }
}

/** Asks both sides about a bewit, and throws where they disagree without a deviation. */
export async function judgeBewitByBoth(
  subject: BewitCase,
): Promise<{ ours: Judged; theirs: Judged; ids: DeviationId[] }> {
  const { request, world, bewit } = subject
  const { maxTtlSeconds } = world
  const ours = judged(verifierIn(world).verifyBewit(toFacts(request), { maxTtlSeconds }))
  const theirs = await askReference(subject)
  const ids = assertAgreement({ ...request, world, bewit, attributes: readSent(bewit) }, ours, theirs)
  return { ours, theirs, ids }
}

export const agreementOnBewits = [
  property(
    'both accept or refuse a bewit in any world, or a deviation says why',
    6,
    bewitsInWorlds,
    async (subject) => {
      await judgeBewitByBoth(subject)
    },
  ),
]
