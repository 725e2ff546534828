import type { HawkCredentials, HawkError } from '@hawk-auth/core'
import type { AuthResult } from '@hawk-auth/core/guard'
import { answerRulesOf } from './answer-rules.js'
import { completeAnswer } from './answer.js'
import { FetchGuard as Guard } from './fetch-guard.js'
import { checkFetchOptions } from './fetch-options.js'
import type { FetchGuardOptions } from './fetch-options.js'
import { flowOf } from './flows.js'
import { giveUp } from './give-up.js'
import { refusalResponse } from './refusal-response.js'

/** What `authenticate` resolves to. */
export type FetchAuthentication<A, Q extends Request = Request> =
  | {
      ok: true
      auth: A
      /** The request to read from: the one that came, or, with `streamPayload`, one whose body flows. */
      request: Q
      /** Completes the answer of a handler: signs it, tells caches, or refuses in its place a body that was forged. */
      finish: (response: Response) => Promise<Response>
    }
  | {
      ok: false
      error: HawkError
      /** The refusal, ready to be answered. */
      response: Response
    }

/** A guard for servers that hand their handlers a WHATWG `Request`. `X`: the further arguments that its `target` takes. */
export interface FetchGuard<A, X extends unknown[] = unknown[]> {
  /**
   * Wraps a handler: it runs for admitted requests alone, with their sender, and its body is the one that was signed.
   * Further arguments of the framework are handed on. What a handler throws is thrown on, for the framework to answer.
   */
  wrap<Q extends Request = Request, Y extends [...X, ...unknown[]] = [...X, ...unknown[]]>(
    handler: (request: Q, auth: A, ...rest: Y) => Response | Promise<Response>,
  ): (request: Q, ...rest: Y) => Promise<Response>
  /** Verifies one request. Go on only where `ok` is true, with its `request`, and hand its answer to `finish`. */
  authenticate<Q extends Request>(request: Q, ...rest: X): Promise<FetchAuthentication<A, Q>>
  /**
   * Who sent a request.
   *
   * @throws HawkError `ERR_HAWK_NOT_GUARDED` where it did not pass this guard
   */
  auth(request: Request): A
}

/**
 * Makes a guard for handlers of `Request` and `Response`: Hono, Next.js route handlers, Bun, Deno, Workers.
 *
 * A replay cache must be given: such platforms run many instances, and one in memory protects one of them alone.
 *
 * @throws TypeError that names the option
 * @example
 * const guard = hawk({ credentials, nonces, publicUrl: 'https://api.example.com' })
 * export const POST = guard.wrap(async (request, auth) => {
 *   return Response.json({ by: auth.credentials.id, job: await request.json() })
 * })
 */
export function hawk<C extends HawkCredentials, R extends boolean = true, X extends unknown[] = unknown[]>(
  options: FetchGuardOptions<C, R, X>,
): FetchGuard<AuthResult<C, R>, X> {
  const guard = new Guard(checkFetchOptions('hawk', options))
  type A = AuthResult<C, R>
  const authenticate = async <Q extends Request>(
    request: Q,
    rest: unknown[],
  ): Promise<FetchAuthentication<A, Q>> => {
    const admission = await guard.admit(request, rest)
    if (!admission.ok) return { ...admission, response: refusalResponse(admission.error) }
    return {
      ok: true,
      // With `required: true` nobody is admitted who is nobody.
      auth: admission.auth as A,
      // A request whose body flows was made by the same class.
      request: admission.request as Q,
      finish: (response) => finish(admission.request, response),
    }
  }
  return {
    authenticate: (request, ...rest) => authenticate(request, rest),
    auth: (request) => guard.auth(request) as A,
    wrap:
      (handler) =>
      async (request, ...rest) => {
        const authentication = await authenticate(request, rest)
        if (!authentication.ok) return authentication.response
        const { auth, request: admitted, finish } = authentication
        try {
          return await finish(await handler(admitted, auth, ...rest))
        } catch (error) {
          const forged = forgery(admitted)
          if (forged === undefined) throw error
          return refusalResponse(forged)
        }
      },
  }
}

/** Completes an answer, or refuses in its place where the body turned out forged before it was handed over. */
async function finish(request: Request, response: Response): Promise<Response> {
  const refusal = refusalOf(request, response)
  if (refusal !== undefined) return refusal
  const answer = answerRulesOf(request)
  if (answer === undefined) return response
  const completed = await completeAnswer(response, answer)
  // What was read to be hashed may have been the body itself, on its way back.
  return refusalOf(request, completed) ?? completed
}

/** The refusal of a forged body, in the place of an answer. */
function refusalOf(request: Request, response: Response): Response | undefined {
  const forged = forgery(request)
  if (forged === undefined) return undefined
  giveUp(response.body)
  return refusalResponse(forged)
}

/** The refusal of a body that turned out not to be the one that was signed, once a handler is done with it. */
function forgery(request: Request): HawkError | undefined {
  const body = flowOf(request)?.body
  body?.answered()
  return body?.error
}
