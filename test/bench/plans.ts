import type { Plan } from './measure.js'
import type { RunContext } from './section.js'

/** The usual plan: 200 rounds of a millisecond for each candidate. */
export function usualPlan({ quick, progress }: RunContext): Plan {
  return quick
    ? { rounds: 40, sliceMs: 1, warmUpMs: 150, progress }
    : { rounds: 200, sliceMs: 1, warmUpMs: 600, progress }
}

/** The part of a run's progress that begins at `from` and ends at `to`. */
export function part(context: RunContext, from: number, to: number): RunContext {
  return { ...context, progress: (done) => context.progress(from + done * (to - from)) }
}
