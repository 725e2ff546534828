import type { HawkErrorCode } from '@hawk-auth/core'

/** What a refusal looks like on the wire. */
export interface RefusalOnWire {
  status: number
  /** The `WWW-Authenticate` header. */
  challenge?: string | RegExp
  /** Whether it says when to try again. */
  hasRetryAfter?: true
  /** The text that is shown, where it is always the same. */
  message?: string
}

/** Every refusal as a client must see it. Source: the table of refusals in the documentation of the core. */
export const REFUSAL_ROWS = {
  ERR_HAWK_MISSING: { status: 401, challenge: 'Hawk', message: 'Hawk authentication required' },
  ERR_HAWK_MALFORMED: { status: 400 },
  ERR_HAWK_BAD_MAC: { status: 401, challenge: 'Hawk error="Bad mac"', message: 'Bad mac' },
  ERR_HAWK_STALE_TIMESTAMP: {
    status: 401,
    challenge: /^Hawk ts="\d+", tsm="[\w+/=]+", error="Stale timestamp"$/,
    message: 'Stale timestamp',
  },
  ERR_HAWK_NOT_APPROVED: { status: 403, message: 'These credentials are not approved' },
  ERR_HAWK_SUSPENDED: { status: 403, message: 'These credentials are suspended' },
  ERR_HAWK_EXPIRED_CREDENTIALS: { status: 403, message: 'These credentials have expired' },
  ERR_HAWK_REPLAYED: { status: 401, challenge: 'Hawk error="Invalid nonce"', message: 'Invalid nonce' },
  ERR_HAWK_MISSING_PAYLOAD_HASH: {
    status: 401,
    challenge: 'Hawk error="Missing required payload hash"',
    message: 'Missing required payload hash',
  },
  ERR_HAWK_BAD_PAYLOAD_HASH: {
    status: 401,
    challenge: 'Hawk error="Bad payload hash"',
    message: 'Bad payload hash',
  },
  ERR_HAWK_BEWIT_EXPIRED: {
    status: 401,
    challenge: 'Hawk error="Access expired"',
    message: 'Access expired',
  },
  ERR_HAWK_BEWIT_REFUSED: { status: 401, challenge: /^Hawk error="[^"]+"$/ },
  ERR_HAWK_PAYLOAD_TOO_LARGE: { status: 413, message: 'Payload too large' },
  ERR_HAWK_UNSUPPORTED_ENCODING: { status: 415 },
  ERR_HAWK_REPLAY_SHARE_EXHAUSTED: { status: 429, hasRetryAfter: true },
  ERR_HAWK_STORE_UNAVAILABLE: { status: 503, hasRetryAfter: true },
  ERR_HAWK_REPLAY_CACHE_FULL: { status: 503, hasRetryAfter: true },
  ERR_HAWK_CLOCK_BEHIND: { status: 503, hasRetryAfter: true },
  ERR_HAWK_OVERLOADED: { status: 503, hasRetryAfter: true },
  ERR_HAWK_INVALID_CREDENTIALS: { status: 500 },
  ERR_HAWK_BROKEN_STORE: { status: 500 },
  ERR_HAWK_BODY_ALREADY_READ: { status: 500 },
  ERR_HAWK_GUARD_CONFLICT: { status: 500 },
  ERR_HAWK_NOT_GUARDED: { status: 500 },
} as const satisfies Record<HawkErrorCode, RefusalOnWire>
