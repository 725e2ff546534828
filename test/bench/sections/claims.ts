import { claims as claimsIn } from '../candidates/claims.js'
import { measure } from '../measure.js'
import { part, usualPlan } from '../plans.js'
import type { Figures, Row, RunContext, Section } from '../section.js'

const THOUSAND = { name: '1k', live: 1_000 }
const SIZES = [
  THOUSAND,
  { name: '100k', live: 100_000 },
  { name: '1M', live: 1_000_000 },
  { name: '6M', live: 6_000_000 },
]
/** lru-cache would need 1.5 GB for the largest. */
const LRU_SIZES = SIZES.filter(({ live }) => live <= 1_000_000)

const rows: Row[] = [
  ...SIZES.map(({ name }) => ({
    figure: `claims.${name}.ns`,
    what: `ours, ${name} live`,
    unit: 'ns' as const,
  })),
  { figure: 'claims.1M.slower', what: 'a claim at 1M costs, of one at 1k', unit: 'times' },
  { figure: 'claims.6M.slower', what: 'a claim at 6M costs, of one at 1k', unit: 'times' },
  ...LRU_SIZES.map(({ name }) => ({
    figure: `claims.lru.${name}.ns`,
    what: `lru-cache, has and set, ${name} live`,
    unit: 'ns' as const,
  })),
]

/** What a claim costs in steady traffic, by the number of live nonces. */
export const claims: Section = {
  name: 'claims',
  title: 'claims in the in-memory replay cache, in steady traffic',
  rows,
  processes: 3,
  async run(context: RunContext): Promise<Figures> {
    const ours = SIZES.map(({ live }) => claimsIn('ours', live))
    const lru = LRU_SIZES.map(({ live }) => claimsIn('lru-cache', live))
    const measured = await measure([...ours, ...lru], usualPlan(part(context, 0.3, 1)))
    const figures: Figures = {}
    for (const { name, live } of SIZES) {
      figures[`claims.${name}.ns`] = measured.ns(`ours ${live}`)
      figures[`claims.${name}.slower`] = measured.ratio(`ours ${live}`, `ours ${THOUSAND.live}`)
    }
    for (const { name, live } of LRU_SIZES)
      figures[`claims.lru.${name}.ns`] = measured.ns(`lru-cache ${live}`)
    return figures
  },
}
