import { HawkError } from '@hawk-auth/core'
import type { HawkAuth, HawkCredentials, MaybePromise, Refused, Verdict } from '@hawk-auth/core'
import {
  ByteBudget,
  checkRouteSettings,
  gatherFacts,
  GuardCore,
  headerError,
  isPromiseLike,
  leave,
  refuse,
  settle,
  startEvent,
  warnOfUntrustedProxy,
  warnOfVerifierFault,
} from '@hawk-auth/core/guard'
import type { CheckedGuardOptions, FrameworkView, GuardOutcome, RouteSettings } from '@hawk-auth/core/guard'
import { varyByAuthorization } from './answer-headers.js'
import { gateAt, gateOf } from './gates.js'
import { drainAfterAnswer, endStream } from './exchange.js'
import type { Exchange } from './exchange.js'
import { abandon, isBodiless, isGone } from './messages.js'
import type { NodeRequest, NodeResponse } from './messages.js'
import { prepareAnswer } from './prepare-answer.js'
import { readHeaders } from './received-headers.js'
import { refuseBody } from './refuse-body.js'
import { assertGateWorks } from './self-test.js'
import { leaveUnsigned } from './sign-answers.js'
import { takeBody } from './take-body.js'
import type { TakenBody } from './take-body.js'
import { warnOfWeakSetup } from './weak-setup.js'

/** What became of a request; `gone` where its sender went away, so that nothing may run and nobody can be answered. */
export type Admission<C extends HawkCredentials> =
  { ok: true; auth: HawkAuth<C> | null } | { ok: false; error: HawkError; isGone: boolean }

/**
 * The guard that every framework on Node's messages shares: request facts, the body gate, refusing and response
 * signing. Adapters hand it the raw message and what their framework says of the request.
 */
export class NodeGuard<C extends HawkCredentials> {
  readonly #core: GuardCore<C>
  readonly #options: CheckedGuardOptions<C>
  readonly #budget: ByteBudget
  readonly #ofRoutes = new WeakMap<RouteSettings, NodeGuard<C>>()

  /** @param budget - what its bodies share; default one of its own, of `maxBufferedBytes` */
  constructor(options: CheckedGuardOptions<C>, budget = new ByteBudget(options.maxBufferedBytes)) {
    assertGateWorks()
    warnOfWeakSetup(options)
    this.#core = new GuardCore(options)
    this.#options = options
    this.#budget = budget
  }

  /** Whether it signs what handlers answer. */
  get signsAnswers(): boolean {
    return this.#options.signResponses
  }

  /**
   * The guard with one route's own settings over these, made once for each object of settings; verifier and byte budget
   * are shared.
   *
   * @param where - the route, for messages
   * @throws TypeError that names the setting
   */
  withSettings(where: string, settings: RouteSettings): NodeGuard<C> {
    const made =
      this.#ofRoutes.get(settings) ??
      new NodeGuard(checkRouteSettings(where, this.#options, settings), this.#budget)
    this.#ofRoutes.set(settings, made)
    return made
  }

  /**
   * Verifies a request and takes its body. Where it is refused, the request is ready for the answer: its body ends
   * empty, and what must happen to the connection is arranged.
   */
  admit(request: NodeRequest, response: NodeResponse, view: FrameworkView): MaybePromise<Admission<C>> {
    const decided = this.#decide(request, response, view)
    return isPromiseLike(decided)
      ? decided.then((outcome) => this.#settle(request, response, outcome))
      : this.#settle(request, response, decided)
  }

  #decide(request: NodeRequest, response: NodeResponse, view: FrameworkView): MaybePromise<GuardOutcome<C>> {
    const fail = (cause: unknown): GuardOutcome<C> => this.#fail(request, cause)
    try {
      const outcome = this.#core.authenticate(request, () => this.#take(request, response, view))
      return isPromiseLike(outcome) ? outcome.catch(fail) : outcome
    } catch (cause) {
      return fail(cause)
    }
  }

  /** A fault of a verifier or of the guard itself is a refusal too: no framework need handle it, no process end by it. */
  #fail(request: NodeRequest, cause: unknown): GuardOutcome<C> {
    const error = new HawkError('ERR_HAWK_BROKEN_STORE')
    this.#tell(request, error, cause)
    warnOfVerifierFault()
    return { ok: false, error }
  }

  #settle(
    request: NodeRequest,
    response: NodeResponse,
    outcome: GuardOutcome<C>,
  ): MaybePromise<Admission<C>> {
    if (outcome.ok) return outcome
    const { error } = outcome
    if (outcome.isLater === true) this.#tell(request, error)
    leaveUnsigned(response)
    if (isGone(request)) {
      abandon(request)
      return { ok: false, error, isGone: true }
    }
    const gate = gateOf(request)
    if (gate === undefined) return { ok: false, error, isGone: false }
    return refuseBody(request, response, gate).then(() => ({ ok: false, error, isGone: false }))
  }

  /**
   * Who sent a request; null is nobody, under `required: false`.
   *
   * @throws HawkError `ERR_HAWK_NOT_GUARDED` where the request did not pass this very guard
   */
  auth(request: NodeRequest): HawkAuth<C> | null {
    return this.#core.auth(request)
  }

  /** Tells of a refusal that no exchange of this guard tells of. */
  #tell(request: NodeRequest, { code, message }: HawkError, cause?: unknown): void {
    startEvent(this.#options.verifier, readHeaders(request).authorization)?.refused(code, message, cause)
  }

  #take(request: NodeRequest, response: NodeResponse, view: FrameworkView): MaybePromise<GuardOutcome<C>> {
    const gate = isBodiless(request) ? undefined : gateAt(request)
    const headers = readHeaders(request)
    warnOfUntrustedProxy(this.#options, headers, view)
    const event = startEvent(this.#options.verifier, headers.authorization)
    const exchange: Exchange = { request, response, gate, contentType: headers.contentType, event }
    if (gate?.wasReadBefore === true) return refuse(exchange, new HawkError('ERR_HAWK_BODY_ALREADY_READ'))
    const error = headerError(headers)
    if (error !== undefined) return refuse(exchange, error)
    const verdict = this.#core.verify(
      gatherFacts(request.method ?? '', view, headers, this.#options.publicOrigins),
    )
    return isPromiseLike(verdict)
      ? verdict.then((later) => this.#afterVerdict(exchange, later))
      : this.#afterVerdict(exchange, verdict)
  }

  #afterVerdict(exchange: Exchange, verdict: Verdict<C>): MaybePromise<GuardOutcome<C>> {
    if (isGone(exchange.request)) return leave(exchange)
    if (!verdict.ok) return this.#afterRefusal(exchange, verdict)
    const taken = takeBody({
      exchange,
      accepted: verdict,
      options: this.#options,
      budget: this.#budget,
      streamEnded: (error) => {
        endStream(exchange, verdict.artifacts.id, error)
      },
    })
    const proceed = (body: TakenBody): GuardOutcome<C> => {
      if (body === 'gone' || isGone(exchange.request)) return leave(exchange)
      if (body instanceof Error) return refuse(exchange, body)
      prepareAnswer(exchange, verdict, this.#options)
      drainAfterAnswer(exchange)
      if (exchange.gate?.isFlowing !== true) exchange.event?.accepted(verdict.artifacts.id)
      const { credentials, artifacts } = verdict
      return { ok: true, auth: { credentials, artifacts }, payload: body }
    }
    return settle(taken, proceed)
  }

  #afterRefusal(exchange: Exchange, { error, reason, cause }: Refused): GuardOutcome<C> {
    const isNobody = error.code === 'ERR_HAWK_MISSING'
    if (this.#options.required || !isNobody) return refuse(exchange, error, reason, cause)
    varyByAuthorization(exchange.response)
    exchange.gate?.open()
    drainAfterAnswer(exchange)
    return { ok: true, auth: null, payload: 'unchecked' }
  }
}
