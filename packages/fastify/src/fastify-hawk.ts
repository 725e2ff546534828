import type { HawkCredentials } from '@hawk-auth/core'
import type { AuthResult, GuardOptions, RouteSettings } from '@hawk-auth/core/guard'

/**
 * Says what this application's credential store answers, so that `request.hawk` and `hawk.auth(request)` are typed by it.
 *
 * @example
 * declare module '@hawk-auth/fastify' {
 *   interface FastifyHawk {
 *     credentials: Client
 *   }
 * }
 */
export interface FastifyHawk {
  /** Means nothing; an interface without any member would take every value. */
  notAugmented?: never
}

/** The records of this application's credential store: those that {@link FastifyHawk} names, or any. */
export type FastifyCredentials = FastifyHawk extends { credentials: infer C extends HawkCredentials }
  ? C
  : HawkCredentials

/** The options of the plugin. It takes no `prefix`: it guards what it is registered in. */
export type FastifyHawkOptions = GuardOptions<FastifyCredentials, boolean> & { prefix?: never }

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent this request; null where it was nobody (`required: false`), undefined where no guard let it through. */
    hawk: AuthResult<FastifyCredentials, boolean> | undefined
  }
  interface FastifyContextConfig {
    /** Settings of this route over those of the plugin; false leaves the route open. */
    hawk?: RouteSettings | false | undefined
  }
}
