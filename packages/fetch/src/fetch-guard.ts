import { HawkError } from '@hawk-auth/core'
import type { Accepted, HawkAuth, HawkCredentials, Refused } from '@hawk-auth/core'
import { ByteBudget, gatherFacts, GuardCore, headerError } from '@hawk-auth/core/guard'
import { leave, refuse, startEvent } from '@hawk-auth/core/guard'
import { warnOfOpenHost, warnOfUntrustedProxy, warnOfVerifierFault } from '@hawk-auth/core/guard'
import type { GuardOutcome, Told } from '@hawk-auth/core/guard'
import { answerRulesOf, setAnswerRules } from './answer-rules.js'
import type { CheckedFetchOptions } from './fetch-options.js'
import { FlowingBody } from './flowing-body.js'
import type { SettleFlow } from './flowing-body.js'
import { flowOf, flowThrough } from './flows.js'
import { readRequest } from './request-view.js'
import type { RequestReading } from './request-view.js'
import { takeBody } from './take-body.js'

/** What became of a request: who sent it and what to do with its answer, or its refusal. */
export type Admission<C extends HawkCredentials> =
  { ok: true; auth: HawkAuth<C> | null; request: Request } | { ok: false; error: HawkError }

/** One request under the guard that is the first to see it. */
interface Exchange extends Told {
  readonly request: Request
}

/** The guard behind `hawk(…)`: verifies a request, takes its body, and says what its answer carries. */
export class FetchGuard<C extends HawkCredentials> {
  readonly #core: GuardCore<C>
  readonly #options: CheckedFetchOptions<C>
  readonly #budget: ByteBudget

  constructor(options: CheckedFetchOptions<C>) {
    warnOfOpenHost(options.guard)
    this.#core = new GuardCore(options.guard)
    this.#options = options
    this.#budget = new ByteBudget(options.guard.maxBufferedBytes)
  }

  /** Verifies a request and takes its body. A fault of a verifier or of the guard itself is a refusal too. */
  async admit(request: Request, rest: unknown[]): Promise<Admission<C>> {
    try {
      const outcome = await this.#core.authenticate(request, () => this.#take(request, rest))
      if (!outcome.ok) {
        if (outcome.isLater === true) this.#tell(request, outcome.error)
        const answer = answerRulesOf(request)
        // The first guard would take the refusal for what a handler answered.
        if (answer !== undefined) answer.signedFor = undefined
        return outcome
      }
      const flow = flowOf(request)
      // The request that a handler gets in the place of this one has passed the guard too.
      if (flow !== undefined) await this.#core.authenticate(flow.request, () => outcome)
      return { ...outcome, request: flow?.request ?? request }
    } catch (cause) {
      const error = new HawkError('ERR_HAWK_BROKEN_STORE')
      this.#tell(request, error, cause)
      warnOfVerifierFault()
      return { ok: false, error }
    }
  }

  /**
   * Who sent a request; null is nobody, under `required: false`.
   *
   * @throws HawkError `ERR_HAWK_NOT_GUARDED` where the request did not pass this very guard
   */
  auth(request: Request): HawkAuth<C> | null {
    return this.#core.auth(request)
  }

  async #take(request: Request, rest: unknown[]): Promise<GuardOutcome<C>> {
    const { guard, target } = this.#options
    const rawTarget = target?.(request, ...rest)
    if (target !== undefined && typeof rawTarget !== 'string') {
      throw new TypeError('hawk: "target" must give the raw request target as text')
    }
    const { headers, view }: RequestReading = readRequest(request, rawTarget)
    const exchange: Exchange = { request, event: startEvent(guard.verifier, headers.authorization) }
    warnOfUntrustedProxy(guard, headers, view)
    if (request.bodyUsed) return refuse(exchange, new HawkError('ERR_HAWK_BODY_ALREADY_READ'))
    const error = headerError(headers)
    if (error !== undefined) return refuse(exchange, error)
    const facts = gatherFacts(request.method, view, headers, guard.publicOrigins)
    const verdict = await this.#core.verify(facts)
    if (isAborted(request)) return leave(exchange)
    return verdict.ok ? this.#accept(exchange, verdict) : this.#afterRefusal(exchange, verdict)
  }

  async #accept(exchange: Exchange, accepted: Accepted<C>): Promise<GuardOutcome<C>> {
    const { request, event } = exchange
    const { guard } = this.#options
    const { artifacts, credentials } = accepted
    const settleFlow: SettleFlow = (fate) => {
      if (fate === 'gone') event?.aborted()
      else if (fate instanceof HawkError) event?.refused(fate.code, fate.message)
      else event?.accepted(artifacts.id)
    }
    const taken = await takeBody({ request, accepted, options: guard, budget: this.#budget, settleFlow })
    if (taken === 'gone' || isAborted(request)) return leave(exchange)
    if (taken instanceof HawkError) return refuse(exchange, taken)
    const isLink = artifacts.type === 'bewit'
    const answer = {
      method: request.method,
      variesByAuthorization: !guard.required,
      signedFor: guard.signResponses && !isLink ? accepted : undefined,
      isPrivate: isLink,
    }
    setAnswerRules(request, answer)
    const auth = { credentials, artifacts }
    if (!(taken instanceof FlowingBody)) {
      event?.accepted(artifacts.id)
      return { ok: true, auth, payload: taken }
    }
    setAnswerRules(flowThrough(request, taken), answer)
    return { ok: true, auth, payload: 'verified' }
  }

  #afterRefusal(exchange: Exchange, { error, reason, cause }: Refused): GuardOutcome<C> {
    const isNobody = error.code === 'ERR_HAWK_MISSING' && !this.#options.guard.required
    if (!isNobody) return refuse(exchange, error, reason, cause)
    const { method } = exchange.request
    const answer = { method, variesByAuthorization: true, signedFor: undefined, isPrivate: false }
    setAnswerRules(exchange.request, answer)
    return { ok: true, auth: null, payload: 'unchecked' }
  }

  /** Tells of a refusal that no exchange tells of. */
  #tell(request: Request, { code, message }: HawkError, cause?: unknown): void {
    const authorization = request.headers.get('authorization') ?? undefined
    startEvent(this.#options.guard.verifier, authorization)?.refused(code, message, cause)
  }
}

/** Some platforms give requests no signal. */
function isAborted({ signal }: Partial<Pick<Request, 'signal'>>): boolean {
  return signal?.aborted === true
}
