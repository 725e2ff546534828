import { createVerifier } from '@hawk-auth/core'
import type { RequestFacts } from '@hawk-auth/core'
import type { Candidate } from '../measure.js'
import { findRecord } from './record.js'
import { SIGNED_AT } from './refusals.js'
import type { RefusedKind } from './refusals.js'
import { factsOf, flat } from './requests.js'

/** How many distinct requests of a kind take turns. A refused one can be sent again. */
export const DISTINCT = 256

const verifier = createVerifier({ credentials: findRecord, clock: () => SIGNED_AT * 1000 })

/** Our verifier refusing, with the error that a framework would answer. */
export function refuseOurs({ name, code, header }: RefusedKind): Candidate {
  const facts = Array.from({ length: DISTINCT }, (_, number) => factsOf(flatHeader(header(number))))
  return {
    name: `ours ${name}`,
    run(count) {
      for (let done = 0; done < count; done += 1) {
        const error = refusalOf(facts[done % DISTINCT])
        if (error.code !== code || error.headers['Cache-Control'] === undefined) {
          throw new Error(`ours: ${name} was refused as ${error.code}`)
        }
      }
    },
  }
}

function refusalOf(facts: RequestFacts | undefined): ReturnType<typeof errorOf> {
  if (facts === undefined) throw new RangeError('nothing is prepared')
  return errorOf(facts)
}

function errorOf(facts: RequestFacts): { code: string; headers: Record<string, string> } {
  const verdict = verifier.verify(facts)
  if (verdict instanceof Promise || verdict.ok) throw new Error('ours: accepted what it must refuse')
  return verdict.error
}

/** A header in one piece, as it comes off the wire. */
export function flatHeader(header: string | undefined): string | undefined {
  return header === undefined ? undefined : flat(header)
}
