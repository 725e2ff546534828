import fc from 'fast-check'
import { denies, dueTo } from './due.js'
import type { Due } from './due.js'
import type { Mutation, Part } from './mutation.js'
import { authorizationMutations } from './mutations/authorization.js'
import { bewitMutations } from './mutations/bewits.js'
import { bodyMutations } from './mutations/bodies.js'
import { endingMutations } from './mutations/endings.js'
import { fieldMutations } from './mutations/fields.js'
import { framingMutations } from './mutations/framing.js'
import { hostMutations } from './mutations/hosts.js'
import { requestLineMutations } from './mutations/request-line.js'
import { draftOf, headOf, writeDraft } from './draft.js'
import { plans } from './plan.js'
import type { Plan } from './plan.js'

/** How a hostile request is made: what somebody honest would send, and what is done to it, in this order. */
export interface Recipe {
  plan: HonestPlan
  mutations: readonly Mutation[]
}

/** What an honest sender means to send, but for its nonce. */
export type HonestPlan = Omit<Plan, 'nonce'>

/** A hostile request, and what is due to it. */
export interface HostileRequest {
  bytes: Buffer
  /** What is wrong with it. */
  names: readonly string[]
  due: Due
  /** Whether an answer to it has no body. */
  isHead: boolean
}

const families = [
  authorizationMutations,
  requestLineMutations,
  hostMutations,
  bodyMutations,
  framingMutations,
  fieldMutations,
  bewitMutations,
  endingMutations,
]

/** Every family as often as the others, and in it every mutation. */
const anyMutation: fc.Arbitrary<Mutation> = fc.oneof(...families.map((family) => fc.oneof(...family)))

/** One that suffices: it denies, or breaks the request off and is alone. */
const sufficientMutations = anyMutation.filter((mutation) => denies(mutation) || mutation.grade === 'cut')

/** Recipes of requests that must not be admitted, without some mutations. */
export function recipesWithout(unseen: readonly string[]): fc.Arbitrary<Recipe> {
  return recipes.filter(({ mutations }) => !mutations.some(({ name }) => unseen.includes(name)))
}

const recipes: fc.Arbitrary<Recipe> = fc
  .record({
    plan: plans,
    first: sufficientMutations,
    further: fc.array(anyMutation, { maxLength: 3 }),
  })
  .map(({ plan, first, further }) => ({ plan, mutations: combine(first, further) }))

/** The first, and what goes with it: no two that touch the same part. What breaks off stays alone unless another denies. */
function combine(first: Mutation, further: readonly Mutation[]): Mutation[] {
  const chosen = [first]
  const touched = new Set<Part>(first.parts)
  if (!denies(first)) return chosen
  for (const mutation of further) {
    if (mutation.parts.some((part) => touched.has(part))) continue
    chosen.push(mutation)
    for (const part of mutation.parts) touched.add(part)
  }
  return chosen
}

/** Makes the request of a recipe. */
export function prepare({ plan, mutations }: Recipe, nonce: string): HostileRequest {
  const signed = mutations.reduce<Plan>((before, { plan: change }) => change?.(before) ?? before, {
    ...plan,
    nonce,
  })
  const draft = mutations.reduce(
    (before, { draft: change }) => change?.(before, signed) ?? before,
    draftOf(signed),
  )
  return {
    bytes: writeDraft(draft),
    names: mutations.map(({ name }) => name),
    due: dueTo(mutations, headOf(draft).length),
    isHead: draft.method === 'HEAD',
  }
}

/** Makes an honest request. */
export function prepareHonest(plan: HonestPlan, nonce: string): Pick<HostileRequest, 'bytes' | 'isHead'> {
  return { bytes: writeDraft(draftOf({ ...plan, nonce })), isHead: plan.method === 'HEAD' }
}

/** The names of all mutations there are. */
export function mutationNames(): string[] {
  return families.flat().flatMap((each) => fc.sample(each, { seed: 0, numRuns: 1 }).map(({ name }) => name))
}
