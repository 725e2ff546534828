import Hawk from 'hawk'
import type { ReferenceOptions, ReferenceRequest } from 'hawk'
import type { Candidate } from '../measure.js'
import { findRecordLater } from './record.js'
import { SIGNED_AT } from './refusals.js'
import type { RefusedKind } from './refusals.js'
import { referenceRequestOf } from './requests.js'
import { DISTINCT, flatHeader } from './refuse-ours.js'

/** The reference refusing, with the headers that a framework would answer. */
export function refuseReference({ name, header, referenceMessage }: RefusedKind): Candidate {
  const requests = Array.from({ length: DISTINCT }, (_, number) =>
    referenceRequestOf(flatHeader(header(number))),
  )
  const options: ReferenceOptions = { localtimeOffsetMsec: 0 }
  return {
    name: `reference ${name}`,
    prepare() {
      options.localtimeOffsetMsec = SIGNED_AT * 1000 - Date.now()
    },
    async run(count) {
      for (let done = 0; done < count; done += 1) {
        const error = await refusalOf(requests[done % DISTINCT], options)
        if (error.output.headers === undefined || !error.message.startsWith(referenceMessage)) {
          throw new Error(`reference: ${name} was refused with "${error.message}"`)
        }
      }
    },
  }
}

/** What the reference throws (a Boom). */
interface ReferenceError extends Error {
  output: { headers: Record<string, string> | undefined }
}

async function refusalOf(
  request: ReferenceRequest | undefined,
  options: ReferenceOptions,
): Promise<ReferenceError> {
  if (request === undefined) throw new RangeError('nothing is prepared')
  try {
    await Hawk.server.authenticate(request, findRecordLater, options)
  } catch (error) {
    return error as ReferenceError
  }
  throw new Error('reference: accepted what it must refuse')
}
