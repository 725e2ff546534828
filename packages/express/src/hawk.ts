import type { HawkAuth, HawkCredentials } from '@hawk-auth/core'
import { checkGuardOptions, isPromiseLike } from '@hawk-auth/core/guard'
import type { AuthResult, GuardOptions } from '@hawk-auth/core/guard'
import { NodeGuard } from '@hawk-auth/node/adapter'
import type { Admission, FrameworkView } from '@hawk-auth/node/adapter'
import type { IncomingMessage, ServerResponse } from 'node:http'

declare global {
  // Express's own way of extending its request; it works under strict node_modules too.
  namespace Express {
    interface Request {
      /** Who sent this request; absent where no guard let it through, or it was sent by nobody. */
      hawk?: HawkAuth | undefined
    }
  }
}

/** A guard for Express 5 and 4: middleware to mount before every body parser. */
export interface ExpressGuard<A> {
  (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void): Promise<void>
  /**
   * Who sent a request; with `required: false` it may be null.
   *
   * @throws HawkError `ERR_HAWK_NOT_GUARDED` where the request did not pass this guard
   */
  auth(req: IncomingMessage): A
}

/** What Express adds to a request, as far as the guard reads it. */
interface ExpressRequest extends IncomingMessage {
  originalUrl: string
  protocol: string
  app: { get(name: 'trust proxy fn'): (address: string | undefined, hop: number) => boolean }
  hawk?: HawkAuth | undefined
}

/**
 * Makes a guard for Express. Mount it before body parsers; parsers behind it work as always.
 *
 * @throws TypeError that names the option
 * @example
 * const guard = hawk({ credentials: (id) => clients.get(id), publicUrl: 'https://api.example.com' })
 * app.use('/api', guard, express.json())
 * app.post('/api/jobs', (req, res) => res.json({ by: guard.auth(req).credentials.id }))
 */
export function hawk<C extends HawkCredentials, R extends boolean = true>(
  options: GuardOptions<C, R>,
): ExpressGuard<AuthResult<C, R>> {
  const guard = new NodeGuard(checkGuardOptions('hawk', options))
  const middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => {
    if (!isExpressRequest(req)) {
      next(new TypeError('hawk: this request is not one of Express; for node:http use @hawk-auth/node'))
      return DONE
    }
    const go = (admission: Admission<C>): void => {
      if (admission.ok) {
        req.hawk = admission.auth ?? undefined
        next()
      } else if (!admission.isGone) next(admission.error)
    }
    const admission = guard.admit(req, res, viewOf(req))
    if (isPromiseLike(admission)) return admission.then(go)
    go(admission)
    return DONE
  }
  // With `required: true` nobody passes who is nobody.
  return Object.assign(middleware, { auth: (req: IncomingMessage) => guard.auth(req) as AuthResult<C, R> })
}

/** A promise for each request costs; what is done at once needs no other. */
const DONE = Promise.resolve()

function isExpressRequest(req: IncomingMessage): req is ExpressRequest {
  const { originalUrl, app } = req as Partial<ExpressRequest>
  return typeof originalUrl === 'string' && typeof app?.get === 'function'
}

function viewOf(req: ExpressRequest): FrameworkView {
  const isTrusted = req.app.get('trust proxy fn')(req.socket.remoteAddress, 0)
  const forwarded = isTrusted ? req.headers['x-forwarded-host'] : undefined
  const host = typeof forwarded === 'string' ? forwarded.split(',')[0]?.trim() : undefined
  return { target: req.originalUrl, host, protocol: req.protocol, trustsProxy: isTrusted }
}
