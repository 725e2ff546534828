import type { HawkAuth, HawkCredentials } from '@hawk-auth/core'
import { checkGuardOptions, isPromiseLike } from '@hawk-auth/core/guard'
import type { AuthResult, GuardOptions } from '@hawk-auth/core/guard'
import { NodeGuard } from '@hawk-auth/node/adapter'
import type { FrameworkView } from '@hawk-auth/node/adapter'
import type { ExtendableContext, Next } from 'koa'
import type { IncomingMessage } from 'node:http'
import { noteUncoded } from './note-uncoded.js'

declare module 'koa' {
  interface DefaultState {
    /** Who sent this request; absent where no guard let it through, or it was sent by nobody. */
    hawk?: HawkAuth | undefined
  }
}

/** A guard for Koa 3: middleware to mount before every body parser. It leaves the type of an application's state alone. */
export interface KoaGuard<A> {
  (ctx: ExtendableContext, next: Next): Promise<void>
  /**
   * Who sent a request; with `required: false` it may be null.
   *
   * @throws HawkError `ERR_HAWK_NOT_GUARDED` where the request did not pass this guard
   */
  auth(ctx: { readonly req: IncomingMessage }): A
}

/**
 * Makes a guard for Koa. Mount it before body parsers; parsers behind it work as always.
 *
 * @throws TypeError that names the option
 * @example
 * const guard = hawk({ credentials: (id) => clients.get(id), publicUrl: 'https://api.example.com' })
 * app.use(guard).use(bodyParser())
 * app.use((ctx) => { ctx.body = { by: guard.auth(ctx).credentials.id } })
 */
export function hawk<C extends HawkCredentials, R extends boolean = true>(
  options: GuardOptions<C, R>,
): KoaGuard<AuthResult<C, R>> {
  const guard = new NodeGuard(checkGuardOptions('hawk', options))
  const middleware = async (ctx: ExtendableContext, next: Next): Promise<void> => {
    const admitted = guard.admit(ctx.req, ctx.res, viewOf(ctx))
    const admission = isPromiseLike(admitted) ? await admitted : admitted
    if (!admission.ok) {
      if (!admission.isGone) throw admission.error
      // Nobody is there who could be answered.
      ctx.respond = false
      return
    }
    // The same context, under the type that has a state.
    const { state } = ctx.request.ctx
    if (admission.auth === null) delete state.hawk
    else state.hawk = admission.auth
    try {
      await next()
    } finally {
      if (guard.signsAnswers) noteUncoded(ctx.response)
    }
  }
  // With `required: true` nobody passes who is nobody.
  return Object.assign(middleware, {
    auth: ({ req }: Pick<ExtendableContext, 'req'>) => guard.auth(req) as AuthResult<C, R>,
  })
}

/** Koa's `ctx.host` would repair a host that no client could have signed for; what was forwarded is judged as it came. */
function viewOf({ app, originalUrl, protocol, request }: ExtendableContext): FrameworkView {
  const forwarded = app.proxy ? request.get('X-Forwarded-Host') : ''
  return {
    target: originalUrl,
    host: forwarded === '' ? undefined : forwarded.split(',')[0]?.trim(),
    protocol,
    trustsProxy: app.proxy,
  }
}
