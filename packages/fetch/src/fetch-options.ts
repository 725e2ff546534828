import type { HawkCredentials, NonceStore, Verifier } from '@hawk-auth/core'
import { checkGuardOptions } from '@hawk-auth/core/guard'
import type { CheckedGuardOptions, GuardOptions } from '@hawk-auth/core/guard'

/** What a guard on `Request` is told besides the settings that are the same everywhere. */
export interface FetchSettings<X extends unknown[]> {
  /**
   * The raw request target, path and query as sent, where the server knows it. A `Request` has it normalised: dots are
   * resolved, quotes and other characters re-encoded, and such requests are refused as "Bad mac". Hono on Node:
   * `(_request, env: HttpBindings) => env.incoming.url ?? ''`. Default: path and query of `request.url`.
   */
  target?: ((request: Request, ...rest: X) => string) | undefined
  /**
   * Whether a replay cache may protect this process alone. Default false, because platforms that serve `Request`s run
   * many instances, and a request could be replayed once to each of them. Set it for one long-running process (Node,
   * Bun, Deno) and for tests.
   */
  allowProcessNonces?: boolean | undefined
}

/** A replay cache has no default here: it is given, by itself or in a verifier. */
export type SharedNonces<C extends HawkCredentials> = { verifier: Verifier<C> } | { nonces: NonceStore }

/** The options of a guard on `Request`. `X`: the further arguments that a framework hands its handlers. */
export type FetchGuardOptions<
  C extends HawkCredentials,
  R extends boolean,
  X extends unknown[] = unknown[],
> = GuardOptions<C, R> & SharedNonces<C> & FetchSettings<X>

/** Options checked and filled in. */
export interface CheckedFetchOptions<C extends HawkCredentials> {
  guard: CheckedGuardOptions<C>
  target: ((request: Request, ...rest: unknown[]) => string) | undefined
}

/**
 * Checks the options of a guard on `Request`, all of them.
 *
 * @throws TypeError that names the option
 */
export function checkFetchOptions<C extends HawkCredentials, R extends boolean, X extends unknown[]>(
  where: string,
  options: FetchGuardOptions<C, R, X>,
): CheckedFetchOptions<C> {
  const { target, allowProcessNonces = false, ...shared } = Object(options) as typeof options
  if (target !== undefined && typeof target !== 'function') {
    throw new TypeError(`${where}: "target" must be a function (request, …rest) => the raw request target`)
  }
  if (typeof allowProcessNonces !== 'boolean') {
    throw new TypeError(`${where}: "allowProcessNonces" must be true or false`)
  }
  if (shared.verifier === undefined && shared.nonces === undefined) {
    throw new TypeError(
      `${where}: "nonces" must be given, a replay cache that all instances share; for one long-running process: nonces: createMemoryNonceStore(), allowProcessNonces: true`,
    )
  }
  const guard = checkGuardOptions(where, shared as GuardOptions<C, R>)
  if (guard.verifier.nonceScope === 'process' && !allowProcessNonces) {
    throw new TypeError(
      `${where}: this replay cache protects one process alone, and a request could be replayed to every other instance; give "nonces" that all of them share, or, for one long-running process, set "allowProcessNonces: true"`,
    )
  }
  // Whoever calls the guard hands on what its target takes: its type asks for that.
  return { guard, target: target as CheckedFetchOptions<C>['target'] }
}
