import { randomInt } from 'node:crypto'

/** The seed of this run, printed, so that a failure can be repeated: `HAWK_SEED=123 npx vitest run …`. */
export const seed = Number(process.env['HAWK_SEED'] ?? randomInt(2 ** 31))
console.info(`replay cache: HAWK_SEED=${seed}`)

/** A random whole number from 0 up to `below`, from a stream that the seed alone decides (mulberry32). */
export function numbersFrom(start: number): (below: number) => number {
  let state = start | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}
