import fc from 'fast-check'
import type { HostileAdapter } from './adapters.js'
import { plans } from './plan.js'
import { prepare, recipesWithout } from './recipes.js'
import type { HonestPlan, HostileRequest, Recipe } from './recipes.js'

/** So many hostile requests are made at a time. */
export const BATCH = 1000

/** The hostile request with a number, the same for a seed every time. */
export function requestOf(
  { adapter, seed }: { adapter: HostileAdapter; seed: number },
  number: number,
): HostileRequest {
  const recipe = recipesOf(adapter, seed, batchOf(number), BATCH)[number % BATCH]
  if (recipe === undefined) throw new Error(`there is no request number ${number}`)
  return prepare(recipe, nonceOf(number))
}

/** The batch that a number is in. */
export function batchOf(number: number): number {
  return Math.floor(number / BATCH)
}

/** The nonce of the request with a number. */
export function nonceOf(number: number): string {
  return `n${number}`
}

/** The first recipes of a batch. */
export function recipesOf(
  { unseen = [] }: HostileAdapter,
  seed: number,
  batch: number,
  count: number,
): Recipe[] {
  return fc.sample(recipesWithout(unseen), { seed: seedOf(seed, batch), numRuns: count })
}

/** The first honest plans of a batch. */
export function honestPlansOf(seed: number, batch: number, count: number): HonestPlan[] {
  return fc.sample(plans, { seed: seedOf(seed, batch), numRuns: count })
}

/** A seed of 32 bits for each batch; neighbours of a seed share none. */
function seedOf(seed: number, batch: number): number {
  return (seed + Math.imul(batch, 0x9e3779b1)) | 0
}
