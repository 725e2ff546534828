import fc from 'fast-check'
import { readSeed, readWholeNumber } from '../environment.js'

/** One property, and its part of all runs. */
export interface Property {
  readonly name: string
  readonly share: number
  readonly run: (numRuns: number, seed: number) => Promise<void>
}

/** Describes a property: `holds` throws for a value for which it does not hold. */
export function property<T>(
  name: string,
  share: number,
  arbitrary: fc.Arbitrary<T>,
  holds: (value: T) => void | Promise<void>,
): Property {
  return {
    name,
    share,
    run: (numRuns, seed) =>
      fc.assert(
        fc.asyncProperty(arbitrary, async (value) => {
          await holds(value)
        }),
        { numRuns, seed, verbose: fc.VerbosityLevel.None },
      ),
  }
}

/** All runs of an ordinary test run together. */
export const ORDINARY_RUNS = 40_000

/** All runs of this test run together: `HAWK_PROPERTY_RUNS`, or the ordinary number. */
export const totalRuns = readWholeNumber('HAWK_PROPERTY_RUNS') ?? ORDINARY_RUNS

/** Where the randomness of this test run begins: `HAWK_PROPERTY_SEED`, or chance. */
export const seed = readSeed('HAWK_PROPERTY_SEED')

/** Gives each property its part of all runs, rounded up. */
export function shareOut(properties: readonly Property[]): (Property & { runs: number })[] {
  const shares = properties.reduce((sum, { share }) => sum + share, 0)
  return properties.map((each) => ({ ...each, runs: Math.ceil((totalRuns * each.share) / shares) }))
}
