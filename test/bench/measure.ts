import { setImmediate } from 'node:timers/promises'
import { median } from './statistics.js'

/** One way of doing some work. */
export interface Candidate {
  readonly name: string
  /** Makes ready what the next `count` operations use; it is not timed. */
  prepare?(count: number): void
  /** Does the work `count` times, and throws where it does not come out as it must. */
  run(count: number): void | Promise<void>
}

/** How long to measure. */
export interface Plan {
  rounds: number
  /** How long each candidate runs in a round. */
  sliceMs: number
  /** How long each candidate runs before anything is counted. */
  warmUpMs: number
  /** Told how much is done, from 0 to 1. */
  progress: (done: number) => void
}

/** What candidates cost in the same rounds. */
export class Measurement {
  readonly #slices: ReadonlyMap<string, readonly number[]>

  constructor(slices: ReadonlyMap<string, readonly number[]>) {
    this.#slices = slices
  }

  /** Nanoseconds for one operation: the median of the rounds. */
  ns(name: string): number {
    return median(this.#slicesOf(name))
  }

  /**
   * What `name` costs, in units of `unit`: the median of the ratios of each round, so that what slows a whole
   * round down (another process, the processor's clock) cancels out.
   */
  ratio(name: string, unit: string): number {
    const units = this.#slicesOf(unit)
    return median(this.#slicesOf(name).map((ns, round) => ns / (units[round] ?? NaN)))
  }

  #slicesOf(name: string): readonly number[] {
    const slices = this.#slices.get(name)
    if (slices === undefined) throw new RangeError(`nothing was measured under the name "${name}"`)
    return slices
  }
}

const WARM_UP_PASSES = 4

/** Runs candidates in turns, a short slice each, and gives what they cost. */
export async function measure(candidates: readonly Candidate[], plan: Plan): Promise<Measurement> {
  const counts = new Map<string, number>()
  // In passes, because what one candidate does to shared code slows or speeds the others.
  for (let pass = 0; pass < WARM_UP_PASSES; pass += 1) {
    for (const candidate of candidates) {
      const ns = await warmUp(candidate, plan.warmUpMs / WARM_UP_PASSES)
      counts.set(candidate.name, Math.max(1, Math.round((plan.sliceMs * 1e6) / ns)))
    }
  }
  const slices = new Map(candidates.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const candidate of inTurn(candidates, round)) {
      slices.get(candidate.name)?.push(await timeSlice(candidate, counts.get(candidate.name) ?? 1))
    }
    plan.progress((round + 1) / plan.rounds)
  }
  return new Measurement(slices)
}

/** Runs a candidate for a while; gives the nanoseconds that one operation took at the end. */
async function warmUp(candidate: Candidate, durationMs: number): Promise<number> {
  const end = performance.now() + durationMs
  let count = 1
  let ns: number
  do {
    ns = await timeSlice(candidate, count)
    // Slices of about a millisecond here too: a longer one would be another traffic than the one measured.
    count = Math.max(1, Math.min(count * 2, Math.round(1e6 / ns)))
  } while (performance.now() < end)
  return ns
}

async function timeSlice(candidate: Candidate, count: number): Promise<number> {
  // Lets the event loop turn: native objects of the last slice (an Hmac, a Hash) are freed there, and nowhere else.
  await setImmediate()
  candidate.prepare?.(count)
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  const running = candidate.run(count)
  if (running !== undefined) await running
  const wallMs = performance.now() - start
  const { user, system } = process.cpuUsage(cpuBefore)
  // Another process may have had the processor meanwhile; a thread of this one may have worked beside it.
  return (Math.min(wallMs, (user + system) / 1000) * 1e6) / count
}

/** The candidates, beginning with another one in each round, so that none always follows the same one. */
function inTurn(candidates: readonly Candidate[], round: number): Candidate[] {
  const first = round % candidates.length
  return [...candidates.slice(first), ...candidates.slice(0, first)]
}
