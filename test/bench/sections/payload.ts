import { checkOurs, checkReference, chunksOf, hashBare } from '../candidates/payloads.js'
import type { Chunks } from '../candidates/payloads.js'
import { measure } from '../measure.js'
import { part, usualPlan } from '../plans.js'
import type { Figures, RunContext, Section } from '../section.js'

const LARGE_BODY = 1 << 20
const CHUNKS = [1, 4, 16, 64]
const SMALL_BODIES = [256, 1024, 2048]

/** What it costs to hold a body against its hash. */
export const payload: Section = {
  name: 'payload',
  title: 'payload: payloadCheck of a 1 MB body in chunks, and of small bodies in one',
  rows: [
    ...CHUNKS.toReversed().map((kB) => ({
      figure: `payload.${kB}kB`,
      what: `chunks of ${kB} kB: rate, of a bare createHash over the same`,
      unit: 'percent' as const,
    })),
    ...SMALL_BODIES.flatMap((bytes) => [
      {
        figure: `payload.whole-${bytes}`,
        what: `whole body of ${bytes} bytes: a bare createHash costs 1, ours`,
        unit: 'times' as const,
      },
      {
        figure: `payload.whole-${bytes}.reference`,
        what: `whole body of ${bytes} bytes: a bare createHash costs 1, the reference`,
        unit: 'times' as const,
      },
    ]),
  ],
  processes: 3,
  async run(context: RunContext): Promise<Figures> {
    const figures: Figures = {}
    const steps = CHUNKS.length + SMALL_BODIES.length
    let step = 0
    const next = (): RunContext => part(context, step / steps, (step += 1) / steps)
    for (const kB of CHUNKS) {
      const cost = await costOf(chunksOf(LARGE_BODY, kB * 1024), next())
      figures[`payload.${kB}kB`] = 100 / cost.ours
    }
    for (const bytes of SMALL_BODIES) {
      const cost = await costOf(chunksOf(bytes, bytes), next())
      figures[`payload.whole-${bytes}`] = cost.ours
      figures[`payload.whole-${bytes}.reference`] = cost.reference
    }
    return figures
  },
}

async function costOf(chunks: Chunks, context: RunContext): Promise<{ ours: number; reference: number }> {
  const candidates = [
    hashBare('bare', chunks),
    checkOurs('ours', chunks),
    checkReference('reference', chunks),
  ]
  const measured = await measure(candidates, usualPlan(context))
  return { ours: measured.ratio('ours', 'bare'), reference: measured.ratio('reference', 'bare') }
}
