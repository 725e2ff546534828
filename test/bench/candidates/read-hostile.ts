import { createVerifier } from '@hawk-auth/core'
import Hawk from 'hawk'
import type { Candidate } from '../measure.js'
import type { HostileShape } from './hostile-headers.js'
import { findRecord, findRecordLater } from './record.js'
import { SIGNED_AT } from './refusals.js'
import { factsOf, referenceRequestOf } from './requests.js'

const verifier = createVerifier({ credentials: findRecord, clock: () => SIGNED_AT * 1000 })

/** Our verifier on a hostile header; one that is well signed is accepted once, and a replay from then on. */
export function readHostile(shape: HostileShape, length: number): Candidate {
  const facts = factsOf(shape.header(length))
  return {
    name: `ours ${shape.name} ${length}`,
    run(count) {
      let refused = 0
      for (let done = 0; done < count; done += 1) {
        const verdict = verifier.verify(facts)
        if (verdict instanceof Promise)
          throw new Error('ours: answered later, with stores that answer at once')
        if (!verdict.ok && verdict.error.headers['Cache-Control'] !== undefined) refused += 1
      }
      if (refused < count - 1) throw new Error(`ours: the header with ${shape.name} was accepted`)
    },
  }
}

/** The reference on the same header. */
export function readHostileByReference(shape: HostileShape, length: number): Candidate {
  const request = referenceRequestOf(shape.header(length))
  return {
    name: `reference ${shape.name} ${length}`,
    async run(count) {
      for (let done = 0; done < count; done += 1) {
        const isAccepted = await Hawk.server.authenticate(request, findRecordLater, {}).then(
          () => true,
          () => false,
        )
        if (isAccepted) throw new Error(`reference: the header with ${shape.name} was accepted`)
      }
    },
  }
}
