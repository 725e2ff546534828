import { F } from '../candidates/bare-hmac.js'
import { HOSTILE_SHAPES, QUADRATIC_IN_REFERENCE } from '../candidates/hostile-headers.js'
import { readHostile, readHostileByReference } from '../candidates/read-hostile.js'
import { measure } from '../measure.js'
import { part, usualPlan } from '../plans.js'
import type { Figures, RunContext, Section } from '../section.js'

const LONG = 4096
const SHORT = 1024

/** What a header costs that was made to cost much. */
export const hostile: Section = {
  name: 'hostile',
  title: 'hostile headers of 4 kB, the refusal included',
  rows: [
    ...QUADRATIC_IN_REFERENCE.map(({ name }) => ({
      figure: `hostile.${name}.reference`,
      what: `${name}: the reference costs`,
      unit: 'times' as const,
    })),
    { figure: 'hostile.worst', what: `the worst of ${HOSTILE_SHAPES.length} shapes`, unit: 'F' },
    { figure: 'hostile.growth', what: 'worst growth from 1 kB to 4 kB', unit: 'times' },
    ...HOSTILE_SHAPES.map(({ name }) => ({ figure: `hostile.${name}`, what: name, unit: 'F' as const })),
  ],
  processes: 3,
  async run(context: RunContext): Promise<Figures> {
    const ours = HOSTILE_SHAPES.flatMap((shape) => [readHostile(shape, LONG), readHostile(shape, SHORT)])
    const measured = await measure([F, ...ours], usualPlan(part(context, 0, 0.7)))
    const figures: Figures = {}
    const growth: number[] = []
    for (const { name } of HOSTILE_SHAPES) {
      figures[`hostile.${name}`] = measured.ratio(`ours ${name} ${LONG}`, 'F')
      growth.push(measured.ratio(`ours ${name} ${LONG}`, `ours ${name} ${SHORT}`))
    }
    figures['hostile.worst'] = Math.max(...Object.values(figures))
    figures['hostile.growth'] = Math.max(...growth)
    return { ...figures, ...(await besideReference(part(context, 0.7, 1))) }
  },
}

/** The reference takes some 20 ms for each: fewer rounds, and by themselves. */
async function besideReference(context: RunContext): Promise<Figures> {
  const candidates = QUADRATIC_IN_REFERENCE.flatMap((shape) => [
    readHostile(shape, LONG),
    readHostileByReference(shape, LONG),
  ])
  const plan = { ...usualPlan(context), rounds: context.quick ? 10 : 50 }
  const measured = await measure(candidates, plan)
  return Object.fromEntries(
    QUADRATIC_IN_REFERENCE.map(({ name }) => [
      `hostile.${name}.reference`,
      measured.ratio(`reference ${name} ${LONG}`, `ours ${name} ${LONG}`),
    ]),
  )
}
