import { Malformed, parseAuthorization } from '@hawk-auth/core/protocol'
import fc from 'fast-check'
import { judgeByBoth } from './agreement.js'
import { accidents, headerStyles, wildHeaders, writeHeader } from './arbitrary/headers.js'
import { requestsInWorlds } from './arbitrary/requests.js'
import { attributeValues, strangeCharacters } from './arbitrary/text.js'
import { property } from './property.js'
import { reference } from './reference.js'

/** The attributes that ours reads, or `refused`. */
function readByUs(header: string): Record<string, string> | 'refused' {
  const reading = parseAuthorization(header)
  if (reading === 'absent' || reading instanceof Malformed) return 'refused'
  const present = Object.entries(reading).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return Object.fromEntries(present)
}

/** The attributes that the reference reads, or `refused`. */
function readByReference(header: string): Record<string, unknown> | 'refused' {
  try {
    return reference.utils.parseAuthorizationHeader(header)
  } catch {
    return 'refused'
  }
}

/** Throws where the two parsers differ: here there is no deviation. */
export function assertSameReading(header: string): void {
  const ours = readByUs(header)
  const theirs = readByReference(header)
  const inOrder = (reading: typeof theirs): string =>
    reading === 'refused' ? reading : JSON.stringify(Object.entries(reading).sort())
  if (inOrder(ours) !== inOrder(theirs)) {
    throw new Error(`read differently: ours ${inOrder(ours)}, reference ${inOrder(theirs)}`)
  }
}

/** A value with one character in it that may not stand there. */
const withStranger = fc
  .tuple(attributeValues, strangeCharacters, attributeValues)
  .map((parts) => parts.join(''))

const soundHeaders = fc
  .record({
    attributes: fc.record(
      {
        id: attributeValues,
        ts: attributeValues,
        nonce: attributeValues,
        ext: fc.oneof(attributeValues, withStranger),
        mac: attributeValues,
      },
      { requiredKeys: [] },
    ),
    style: headerStyles,
    damage: accidents(1),
  })
  .map(({ attributes, style, damage }) => damage(writeHeader(attributes, style)))

export const agreementOnRequests = [
  property(
    'both parsers read headers alike, sound, damaged and wild',
    3,
    fc.oneof(soundHeaders, wildHeaders),
    assertSameReading,
  ),
  property(
    'both accept or refuse a request in any world, or a deviation says why',
    8,
    requestsInWorlds,
    async ({ request, world }) => {
      await judgeByBoth(request, world)
    },
  ),
  property(
    'both refuse a wild header, and ours never throws',
    2,
    fc.tuple(requestsInWorlds, wildHeaders),
    async ([{ request, world }, authorization]) => {
      await judgeByBoth({ ...request, authorization }, world)
    },
  ),
]
