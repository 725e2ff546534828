import { F } from '../candidates/bare-hmac.js'
import { REFUSED_KINDS } from '../candidates/refusals.js'
import { refuseOurs } from '../candidates/refuse-ours.js'
import { refuseReference } from '../candidates/refuse-reference.js'
import { measure } from '../measure.js'
import { usualPlan } from '../plans.js'
import type { Figures, RunContext, Section } from '../section.js'

/** What it costs to refuse, the error included. */
export const refuse: Section = {
  name: 'refuse',
  title: 'refuse: verify, and read the error and its headers',
  rows: [
    { figure: 'refuse.bad-mac', what: 'bad MAC', unit: 'F' },
    { figure: 'refuse.bad-mac.reference', what: 'bad MAC: the reference costs', unit: 'times' },
    {
      figure: 'refuse.unknown-id.apart',
      what: 'unknown id: its cost is off that of a bad MAC by',
      unit: 'percent',
    },
    { figure: 'refuse.unknown-id.reference', what: 'unknown id: the reference costs', unit: 'times' },
    { figure: 'refuse.none.reference', what: 'no header: the reference costs', unit: 'times' },
    { figure: 'refuse.foreign.reference', what: 'foreign scheme: the reference costs', unit: 'times' },
    {
      figure: 'refuse.malformed.reference',
      what: 'malformed, four ways: the reference costs',
      unit: 'times',
    },
    {
      figure: 'refuse.stale.reference',
      what: 'stale, with the time signed: the reference costs',
      unit: 'times',
    },
    { figure: 'refuse.stale', what: 'stale', unit: 'F' },
    { figure: 'refuse.none.ns', what: 'no header', unit: 'ns' },
    { figure: 'refuse.foreign.ns', what: 'foreign scheme', unit: 'ns' },
    { figure: 'refuse.malformed.ns', what: 'malformed', unit: 'ns' },
  ],
  processes: 5,
  async run(context: RunContext): Promise<Figures> {
    const ours = REFUSED_KINDS.map((kind) => refuseOurs(kind))
    const reference = REFUSED_KINDS.map((kind) => refuseReference(kind))
    const measured = await measure([F, ...ours, ...reference], usualPlan(context))
    const figures: Figures = {}
    for (const { name } of REFUSED_KINDS) {
      figures[`refuse.${name}`] = measured.ratio(`ours ${name}`, 'F')
      figures[`refuse.${name}.reference`] = measured.ratio(`reference ${name}`, `ours ${name}`)
      figures[`refuse.${name}.ns`] = measured.ns(`ours ${name}`)
    }
    const apart = measured.ratio('ours unknown-id', 'ours bad-mac') - 1
    figures['refuse.unknown-id.apart'] = Math.abs(apart) * 100
    return figures
  },
}
