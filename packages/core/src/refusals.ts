/** One row of the refusal table: what a refusal says to the outside. */
export interface RefusalRow {
  readonly status: 400 | 401 | 403 | 413 | 415 | 429 | 500 | 503
  /** The outward text; one that is fixed for every cause, unless the refusal brings a more exact one. */
  readonly message: string
  /** Whether the answer carries `WWW-Authenticate`: bare `Hawk`, or with the message as its `error`. */
  readonly challenge?: 'bare' | 'error'
  /** Seconds for `Retry-After`. */
  readonly retryAfterSeconds?: number
}

/** Every refusal: code, status, text and challenge. Texts follow the reference where it has one. */
export const REFUSALS = {
  ERR_HAWK_MISSING: { status: 401, message: 'Hawk authentication required', challenge: 'bare' },
  ERR_HAWK_MALFORMED: { status: 400, message: 'Bad header format' },
  ERR_HAWK_BAD_MAC: { status: 401, message: 'Bad mac', challenge: 'error' },
  ERR_HAWK_STALE_TIMESTAMP: { status: 401, message: 'Stale timestamp', challenge: 'error' },
  ERR_HAWK_NOT_APPROVED: { status: 403, message: 'These credentials are not approved' },
  ERR_HAWK_SUSPENDED: { status: 403, message: 'These credentials are suspended' },
  ERR_HAWK_EXPIRED_CREDENTIALS: { status: 403, message: 'These credentials have expired' },
  ERR_HAWK_REPLAYED: { status: 401, message: 'Invalid nonce', challenge: 'error' },
  ERR_HAWK_MISSING_PAYLOAD_HASH: {
    status: 401,
    message: 'Missing required payload hash',
    challenge: 'error',
  },
  ERR_HAWK_BAD_PAYLOAD_HASH: { status: 401, message: 'Bad payload hash', challenge: 'error' },
  ERR_HAWK_BEWIT_EXPIRED: { status: 401, message: 'Access expired', challenge: 'error' },
  ERR_HAWK_BEWIT_REFUSED: { status: 401, message: 'Bewit refused', challenge: 'error' },
  ERR_HAWK_PAYLOAD_TOO_LARGE: { status: 413, message: 'Payload too large' },
  ERR_HAWK_UNSUPPORTED_ENCODING: { status: 415, message: 'Unsupported content encoding' },
  ERR_HAWK_REPLAY_SHARE_EXHAUSTED: {
    status: 429,
    message: 'Too many requests with these credentials',
    retryAfterSeconds: 10,
  },
  ERR_HAWK_STORE_UNAVAILABLE: {
    status: 503,
    message: 'Authentication is temporarily unavailable',
    retryAfterSeconds: 1,
  },
  ERR_HAWK_REPLAY_CACHE_FULL: {
    status: 503,
    message: 'Authentication is temporarily unavailable',
    retryAfterSeconds: 10,
  },
  ERR_HAWK_CLOCK_BEHIND: {
    status: 503,
    message: 'Authentication is temporarily unavailable',
    retryAfterSeconds: 60,
  },
  ERR_HAWK_OVERLOADED: {
    status: 503,
    message: 'Authentication is temporarily unavailable',
    retryAfterSeconds: 1,
  },
  ERR_HAWK_INVALID_CREDENTIALS: { status: 500, message: 'Authentication failed on the server' },
  ERR_HAWK_BROKEN_STORE: { status: 500, message: 'Authentication failed on the server' },
  ERR_HAWK_BODY_ALREADY_READ: {
    status: 500,
    message: 'The request body was read before the Hawk guard: mount body parsers behind the guard',
  },
  ERR_HAWK_GUARD_CONFLICT: {
    status: 500,
    message: 'Two Hawk guards on this request disagree: share one verifier, and stream at the first guard',
  },
  ERR_HAWK_NOT_GUARDED: {
    status: 500,
    message: 'No Hawk guard saw this request: mount the guard before this route',
  },
} as const satisfies Record<string, RefusalRow>

/** The code of a refusal. */
export type HawkErrorCode = keyof typeof REFUSALS
