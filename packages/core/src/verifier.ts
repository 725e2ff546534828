import type { MessageAuthorization } from './checks/message.js'
import type { Clock } from './clock.js'
import type { HawkCredentials } from './credentials.js'
import type { Destination, RequestFacts } from './request-facts.js'
import type { Verdict } from './verdict.js'

/** How a bewit is judged. */
export interface BewitOptions {
  /** The latest end that is allowed, in whole seconds from now; default 3600. */
  maxTtlSeconds?: number | undefined
}

/** A message and what came with it. */
export interface MessageFacts extends Destination {
  /** The message itself; text is hashed as UTF-8. */
  message: string | Uint8Array
  /** What the sender put beside it; anything may have come. */
  authorization: MessageAuthorization
}

/** An answer at once where both stores answer at once, otherwise a promise; `await` always works. */
export type MaybePromise<T> = T | Promise<T>

/** Verifies what Hawk signs. Every refusal is a value; only a mistake of the caller throws (a TypeError, at once). */
export interface Verifier<C extends HawkCredentials> {
  /** Verifies a request by its Authorization header. */
  verify(facts: RequestFacts): MaybePromise<Verdict<C>>
  /** Verifies a GET or HEAD by the bewit in its query. A bewit has no nonce: it can be used again until it ends. */
  verifyBewit(facts: RequestFacts, options?: BewitOptions): MaybePromise<Verdict<C>>
  /** Verifies a message that was signed for a host and port. */
  verifyMessage(facts: MessageFacts): MaybePromise<Verdict<C>>
  /** `process` where the replay cache protects this process alone. */
  readonly nonceScope: 'process' | undefined
  /** The clock that freshness is judged by, in milliseconds since the epoch. */
  readonly clock: Clock
}
