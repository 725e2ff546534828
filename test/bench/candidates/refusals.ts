import type { HawkErrorCode } from '@hawk-auth/core'
import { RECORD } from './record.js'
import { nonceOf, signHeader } from './requests.js'
import type { HeaderToSign } from './requests.js'

/** A kind of request that is refused. */
export interface RefusedKind {
  name: string
  code: HawkErrorCode
  /** The reference's message. */
  referenceMessage: string
  /** The header of the request with this number. */
  header: (number: number) => string | undefined
}

/** The second in which refused requests are signed. */
export const SIGNED_AT = Math.floor(Date.now() / 1000)
const AN_HOUR_EARLIER = SIGNED_AT - 3600

/** The kinds of refusals that are measured. */
export const REFUSED_KINDS = [
  {
    name: 'bad-mac',
    code: 'ERR_HAWK_BAD_MAC',
    referenceMessage: 'Bad mac',
    header: (number) => sign(number, { credentials: { id: RECORD.id, key: 'another key' } }),
  },
  {
    name: 'unknown-id',
    code: 'ERR_HAWK_BAD_MAC',
    referenceMessage: 'Unknown credentials',
    header: (number) => sign(number, { credentials: { id: 'nobody492jex', key: RECORD.key } }),
  },
  {
    name: 'none',
    code: 'ERR_HAWK_MISSING',
    referenceMessage: 'Unauthorized',
    header: () => undefined,
  },
  {
    name: 'foreign',
    code: 'ERR_HAWK_MISSING',
    referenceMessage: 'Unauthorized',
    header: (number) => `Bearer ${nonceOf(number)}.${nonceOf(number)}.${nonceOf(number)}`,
  },
  {
    name: 'malformed',
    code: 'ERR_HAWK_MALFORMED',
    referenceMessage: '',
    header: (number) => spoilt(sign(number), number),
  },
  {
    name: 'stale',
    code: 'ERR_HAWK_STALE_TIMESTAMP',
    referenceMessage: 'Stale timestamp',
    header: (number) => sign(number, { timestamp: AN_HOUR_EARLIER }),
  },
] as const satisfies readonly RefusedKind[]

function sign(number: number, how: Partial<HeaderToSign> = {}): string {
  return signHeader({ timestamp: SIGNED_AT, nonce: nonceOf(number), ...how })
}

/** A good header, made malformed in one of four ways. */
function spoilt(header: string, number: number): string {
  switch (number % 4) {
    case 0:
      return `${header}, user="somebody"`
    case 1:
      return header.replace(/, ts="\d+"/, '')
    case 2:
      return `${header}, id="${RECORD.id}"`
    default:
      return header.replace('ext="some', 'ext="so\\me')
  }
}
