/** One use of a nonce: what a claim is about. */
export interface NonceUse {
  /** `credentials.id`: the id of the record, not of the header. */
  id: string
  /** The timestamp exactly as sent, 1–15 decimal digits, in seconds since the epoch. */
  ts: string
  /** The nonce exactly as sent. */
  nonce: string
  /** The use must be remembered up to and including this moment: ts + skew + 60 s, in ms since the epoch. */
  keepUntilMs: number
  /** The verifier's clock, in ms since the epoch. A store must expire by this clock, never by its own. */
  nowMs: number
}

/**
 * What a claim can come to.
 *
 * - `admitted`: this call is the first to claim the nonce, and every later one will be refused until `keepUntilMs`.
 * - `replayed`: the nonce was claimed before, or may have been.
 * - `full`: nothing more can be remembered (`ERR_HAWK_REPLAY_CACHE_FULL`, 503).
 * - `share-exhausted`: this credential holds more live nonces than are free (`ERR_HAWK_REPLAY_SHARE_EXHAUSTED`, 429).
 *
 * Anything else is a broken store: 500, not admitted.
 */
export type Claim = 'admitted' | 'replayed' | 'full' | 'share-exhausted'

/**
 * A replay cache. Its one verb is atomic: of any number of equal claims, however they are interleaved,
 * exactly one is `admitted`. A store that throws or rejects is a refusal (503): it fails closed.
 *
 * A nonce is one use of (`id`, `ts` as sent, `nonce`). A store keys it by one unambiguous string or digest of
 * bounded length that is a copy, never a slice of the header, and keeps it until `keepUntilMs`, inclusive.
 */
export interface NonceStore {
  /** Claims one nonce, atomically. */
  claim(use: NonceUse): Claim | Promise<Claim>
  /** `process` when the store protects this process alone; guards warn where instances multiply. */
  readonly scope?: 'process'
}
