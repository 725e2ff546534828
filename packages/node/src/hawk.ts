import type { HawkCredentials, HawkError, MaybePromise } from '@hawk-auth/core'
import { checkGuardOptions, isPromiseLike, settle } from '@hawk-auth/core/guard'
import type { AuthResult, FrameworkView, GuardOptions } from '@hawk-auth/core/guard'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { answerRefusal } from './answer-refusal.js'
import { doNothing } from './do-nothing.js'
import { endFailed } from './end-failed.js'
import { isHttp2 } from './messages.js'
import type { NodeRequest, NodeResponse } from './messages.js'
import { NodeGuard } from './node-guard.js'
import type { Admission } from './node-guard.js'

/** What `authenticate` resolves to; a refusal has been answered by then. */
export type Authentication<A> = { ok: true; auth: A } | { ok: false; error: HawkError }

/** A guard for servers on `node:http`, `node:https` and `node:http2` (its compatibility API). */
export interface HttpGuard<A> {
  /**
   * Wraps a handler: it runs for admitted requests alone, with their sender, and its body is the one that was signed.
   * A handler that throws or rejects is answered with 500 and warned of; a forged body that it was reading, with its 401.
   */
  wrap<
    Q extends IncomingMessage | Http2ServerRequest = IncomingMessage,
    S extends ServerResponse | Http2ServerResponse = ServerResponse,
  >(
    handler: (request: Q, response: S, auth: A) => unknown,
  ): (request: Q, response: S) => Promise<void>
  /** Verifies one request, and answers it where it is refused. Go on only where `ok` is true. */
  authenticate(request: NodeRequest, response: NodeResponse): Promise<Authentication<A>>
  /**
   * Who sent a request.
   *
   * @throws HawkError `ERR_HAWK_NOT_GUARDED` where it did not pass this guard
   */
  auth(request: NodeRequest): A
}

/**
 * Makes a guard for plain Node servers.
 *
 * @throws TypeError that names the option
 * @example
 * createServer(hawk({ credentials, publicUrl: 'https://api.example.com' }).wrap((req, res, auth) => {
 *   res.end(`Hello, ${auth.credentials.id}`)
 * }))
 */
export function hawk<C extends HawkCredentials, R extends boolean = true>(
  options: GuardOptions<C, R>,
): HttpGuard<AuthResult<C, R>> {
  const guard = new NodeGuard(checkGuardOptions('hawk', options))
  type A = AuthResult<C, R>
  const answer = (admission: Admission<C>, response: NodeResponse): Authentication<A> => {
    // With `required: true` nobody is admitted who is nobody.
    if (admission.ok) return { ok: true, auth: admission.auth as A }
    if (!admission.isGone) answerRefusal(response, admission.error)
    return { ok: false, error: admission.error }
  }
  const authenticate = (request: NodeRequest, response: NodeResponse): MaybePromise<Authentication<A>> => {
    const admission = guard.admit(request, response, viewOf(request))
    return isPromiseLike(admission)
      ? admission.then((later) => answer(later, response))
      : answer(admission, response)
  }
  return {
    authenticate: async (request, response) => authenticate(request, response),
    auth: (request) => guard.auth(request) as A,
    wrap: (handler) => (request, response) => {
      const run = (authentication: Authentication<A>): unknown =>
        authentication.ok ? handler(request, response, authentication.auth) : undefined
      const fail = (error: unknown): void => {
        endFailed(request, response, error)
      }
      try {
        const authentication = authenticate(request, response)
        const ran = settle(authentication, run)
        return isPromiseLike(ran) ? Promise.resolve(ran).then(doNothing, fail) : DONE
      } catch (error) {
        fail(error)
        return DONE
      }
    },
  }
}

/** Always a promise, and for what is done at once always the same: a promise for each request costs. */
const DONE = Promise.resolve()

function viewOf(request: NodeRequest): FrameworkView {
  const { socket } = isHttp2(request) ? (request.stream.session ?? request) : request
  const isEncrypted = (socket as { encrypted?: boolean } | undefined)?.encrypted === true
  return { target: request.url ?? '', protocol: isEncrypted ? 'https' : 'http', trustsProxy: false }
}
