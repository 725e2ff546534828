import type { HawkCredentials } from '../credentials.js'
import { HawkError } from '../hawk-error.js'
import { DEFAULT_BEWIT_TTL_SECONDS } from '../hawk-verifier.js'
import { settle } from '../promises.js'
import { takeBewit } from '../protocol/index.js'
import type { RequestFacts } from '../request-facts.js'
import type { HawkAuth, Verdict } from '../verdict.js'
import type { BewitOptions, MaybePromise } from '../verifier.js'
import type { CheckedGuardOptions } from './guard-options.js'
import { laterPolicyError } from './payload-policy.js'
import type { PayloadState } from './payload-policy.js'

/** What a guard makes of a request: who sent it (`null`: nobody, and nobody is required) and what became of its body. */
export type GuardOutcome<C extends HawkCredentials> =
  | { ok: true; auth: HawkAuth<C> | null; payload: PayloadState }
  | { ok: false; error: HawkError; isLater?: boolean }

/** What is remembered of a request that a guard has seen. */
interface SeenRequest {
  /** The very request: an object that inherits from it, or a copy, is another. */
  request: object
  options: CheckedGuardOptions<HawkCredentials>
  /** Absent while the first guard is still verifying, in the same tick. */
  outcome: MaybePromise<GuardOutcome<HawkCredentials>> | undefined
  auth: HawkAuth | null
  /** The guards that let it through. */
  passed: object[]
}

/** Where a request carries what is remembered of it: an entry in a WeakMap costs ten times as much, and slows collections. */
const SEEN = Symbol('hawk-auth: seen')

/** A request, which no guard may have seen yet. */
interface Markable {
  [SEEN]?: SeenRequest
}

function seenBefore(request: object): SeenRequest | undefined {
  const seen = (request as Markable)[SEEN]
  return seen?.request === request ? seen : undefined
}

/**
 * What every guard shares: a request is verified once per verifier, and a further guard with the same verifier applies
 * only its own `required` and `payload`.
 */
export class GuardCore<C extends HawkCredentials> {
  readonly options: CheckedGuardOptions<C>

  constructor(options: CheckedGuardOptions<C>) {
    this.options = options
  }

  /** Verifies by the bewit where bewits are taken and there is one, otherwise by the Authorization header. */
  verify(facts: RequestFacts): MaybePromise<Verdict<C>> {
    const { verifier, bewit } = this.options
    if (bewit !== undefined && takeBewit(facts.target) !== 'absent') return verifier.verifyBewit(facts, bewit)
    return verifier.verify(facts)
  }

  /**
   * Says what a guard makes of a request.
   *
   * @param request - the one object that stands for the request in every guard
   * @param take - verifies it and takes its body; called for the first guard alone
   */
  authenticate(request: object, take: () => MaybePromise<GuardOutcome<C>>): MaybePromise<GuardOutcome<C>> {
    const seen = seenBefore(request)
    if (seen === undefined) return this.#first(request, take)
    if (seen.outcome === undefined || conflict(seen.options, this.options)) {
      return refuseLater(new HawkError('ERR_HAWK_GUARD_CONFLICT'))
    }
    return settle(seen.outcome, (outcome) => this.#further(seen, outcome as GuardOutcome<C>))
  }

  /**
   * Who sent a request; `null` is nobody, under `required: false`.
   *
   * @throws HawkError `ERR_HAWK_NOT_GUARDED` where the request did not pass this very guard
   */
  auth(request: object): HawkAuth<C> | null {
    const seen = seenBefore(request)
    if (seen === undefined || !seen.passed.includes(this)) throw new HawkError('ERR_HAWK_NOT_GUARDED')
    return seen.auth as HawkAuth<C> | null
  }

  #first(request: object, take: () => MaybePromise<GuardOutcome<C>>): MaybePromise<GuardOutcome<C>> {
    const seen: SeenRequest = { request, options: this.options, outcome: undefined, auth: null, passed: [] }
    const markable: Markable = request
    markable[SEEN] = seen
    const outcome = settle(take(), (taken) => this.#note(seen, taken))
    seen.outcome = outcome
    return outcome
  }

  #further(seen: SeenRequest, outcome: GuardOutcome<C>): GuardOutcome<C> {
    if (!outcome.ok) return outcome
    const { required, payload, bewit } = this.options
    const isBewit = outcome.auth?.artifacts.type === 'bewit'
    const isUnwantedBewit = isBewit && bewit === undefined
    // The first guard let it last longer than this one would.
    if (isBewit && ttlOf(bewit) < ttlOf(seen.options.bewit)) {
      return refuseLater(new HawkError('ERR_HAWK_GUARD_CONFLICT'))
    }
    if ((outcome.auth === null && required) || isUnwantedBewit)
      return refuseLater(new HawkError('ERR_HAWK_MISSING'))
    const error = outcome.auth === null ? null : laterPolicyError(payload, outcome.payload)
    return error === null ? this.#note(seen, outcome) : refuseLater(error)
  }

  #note(seen: SeenRequest, outcome: GuardOutcome<C>): GuardOutcome<C> {
    if (!outcome.ok) return outcome
    seen.auth = outcome.auth
    seen.passed.push(this)
    return outcome
  }
}

/**
 * Whether a further guard asks for what the first one, which fixed it, did not do: another verifier, an origin that the
 * request was not held against, a body that flows, signed answers.
 */
function conflict(
  first: CheckedGuardOptions<HawkCredentials>,
  later: Omit<typeof first, 'verifier'> & { verifier: unknown },
): boolean {
  const { publicOrigins } = later
  return (
    first.verifier !== later.verifier ||
    (later.streamPayload && !first.streamPayload) ||
    (later.signResponses && !first.signResponses) ||
    (publicOrigins !== undefined && JSON.stringify(publicOrigins) !== JSON.stringify(first.publicOrigins))
  )
}

/** The longest that a guard lets a link last, in seconds; one that takes none refuses it otherwise. */
function ttlOf(bewit: BewitOptions | undefined): number {
  return bewit === undefined ? Infinity : (bewit.maxTtlSeconds ?? DEFAULT_BEWIT_TTL_SECONDS)
}

/** A refusal by a further guard: the first one has told of the request, but not of this. */
function refuseLater(error: HawkError): { ok: false; error: HawkError; isLater: true } {
  return { ok: false, error, isLater: true }
}
