import type fc from 'fast-check'
import type { Draft } from './draft.js'
import type { Plan } from './plan.js'

/**
 * What one mutation does to the fate of a request, as it goes on every supported Node.
 *
 * - `odd`: nothing by itself; what else is wrong decides
 * - `head`: the guard refuses as soon as it has the head, whatever becomes of the body
 * - `body`: the guard refuses once it has the body
 * - `parser`: Node refuses the bytes: 4xx, or the connection is closed
 * - `unsure`: some Nodes refuse the bytes, others read on or wait for more
 * - `cut`: the request never becomes whole
 */
export type Grade = 'odd' | 'head' | 'body' | 'parser' | 'unsure' | 'cut'

/** What a mutation changes. No two of one request touch the same part, so that none can undo another. */
export type Part =
  | 'before'
  | 'method'
  | 'target'
  | 'version'
  | 'host'
  | 'authorization'
  | 'body'
  | 'framing'
  | 'fields'
  | 'upgrade'
  | 'behind'

/** One thing that is wrong, or odd, with a request. */
export interface Mutation extends Traits {
  name: string
  /** Changes what is signed and sent alike. */
  plan?: (plan: Plan) => Plan
  /** Changes what is sent after it was signed. */
  draft?: (draft: Draft, plan: Plan) => Draft
}

/** What is known of a mutation beforehand. */
export interface Traits {
  grade: Grade
  parts: readonly Part[]
  /** How it may be answered where it decides. */
  statuses: readonly number[]
}

/** Describes a mutation by the values that make one of it. */
export function mutation<T>(
  name: string,
  traits: Traits,
  values: fc.Arbitrary<T>,
  change: (value: T) => Pick<Mutation, 'plan' | 'draft'>,
): fc.Arbitrary<Mutation> {
  return values.map((value) => ({ name, ...traits, ...change(value) }))
}

/** The field of a name, in the place of which others are put. */
export function replaceField(
  draft: Draft,
  name: string,
  change: (field: Draft['fields'][number]) => Draft['fields'],
): Draft {
  return {
    ...draft,
    fields: draft.fields.flatMap((field) =>
      field.name.toLowerCase() === name.toLowerCase() ? change(field) : [field],
    ),
  }
}

/** The draft with further fields behind the others. */
export function addFields(draft: Draft, ...fields: Draft['fields']): Draft {
  return { ...draft, fields: [...draft.fields, ...fields] }
}

/** The draft without any framing of a body. */
export function unframed(draft: Draft): Draft {
  return {
    ...draft,
    fields: draft.fields.filter(({ name }) => name !== 'Content-Length' && name !== 'Transfer-Encoding'),
  }
}
