import type { HawkErrorCode } from '@hawk-auth/core'

/** One row of the refusal table, as an answer shows it. */
export interface Row {
  readonly status: number
  /** Absent where the text depends on the cause. */
  readonly message?: string
  /** `WWW-Authenticate`; `message` where it is `Hawk error="<message>"`. */
  readonly challenge?: string
  readonly hasRetryAfter?: boolean
}

const unavailable = { status: 503, message: 'Authentication is temporarily unavailable', hasRetryAfter: true }
const serverFault = { status: 500, message: 'Authentication failed on the server' }

/** The refusal table of DESIGN section 2, written down again: what every refusal says to the outside. */
export const rows: Readonly<Record<HawkErrorCode, Row>> = {
  ERR_HAWK_MISSING: { status: 401, challenge: 'Hawk' },
  ERR_HAWK_MALFORMED: { status: 400 },
  ERR_HAWK_BAD_MAC: { status: 401, message: 'Bad mac', challenge: 'Hawk error="Bad mac"' },
  ERR_HAWK_STALE_TIMESTAMP: { status: 401, message: 'Stale timestamp' },
  ERR_HAWK_NOT_APPROVED: { status: 403 },
  ERR_HAWK_SUSPENDED: { status: 403 },
  ERR_HAWK_EXPIRED_CREDENTIALS: { status: 403 },
  ERR_HAWK_REPLAYED: { status: 401, message: 'Invalid nonce', challenge: 'Hawk error="Invalid nonce"' },
  ERR_HAWK_MISSING_PAYLOAD_HASH: {
    status: 401,
    message: 'Missing required payload hash',
    challenge: 'Hawk error="Missing required payload hash"',
  },
  ERR_HAWK_BAD_PAYLOAD_HASH: {
    status: 401,
    message: 'Bad payload hash',
    challenge: 'Hawk error="Bad payload hash"',
  },
  ERR_HAWK_BEWIT_EXPIRED: {
    status: 401,
    message: 'Access expired',
    challenge: 'Hawk error="Access expired"',
  },
  ERR_HAWK_BEWIT_REFUSED: { status: 401 },
  ERR_HAWK_PAYLOAD_TOO_LARGE: { status: 413 },
  ERR_HAWK_UNSUPPORTED_ENCODING: { status: 415 },
  ERR_HAWK_REPLAY_SHARE_EXHAUSTED: { status: 429, hasRetryAfter: true },
  ERR_HAWK_STORE_UNAVAILABLE: unavailable,
  ERR_HAWK_REPLAY_CACHE_FULL: unavailable,
  ERR_HAWK_CLOCK_BEHIND: unavailable,
  ERR_HAWK_OVERLOADED: unavailable,
  ERR_HAWK_INVALID_CREDENTIALS: serverFault,
  ERR_HAWK_BROKEN_STORE: serverFault,
  ERR_HAWK_BODY_ALREADY_READ: { status: 500 },
  ERR_HAWK_GUARD_CONFLICT: { status: 500 },
  ERR_HAWK_NOT_GUARDED: { status: 500 },
}
