import { HawkError } from '@hawk-auth/core'
import { checkGuardOptions, settle } from '@hawk-auth/core/guard'
import { noteAnswer, NodeGuard, outlivesRefusal } from '@hawk-auth/node/adapter'
import type { Admission, FrameworkView } from '@hawk-auth/node/adapter'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { onSendHookHandler, RouteOptions } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { FastifyCredentials, FastifyHawkOptions } from './fastify-hawk.js'

/** The plugin, and what tells who sent a request. */
export type FastifyHawkPlugin = FastifyPluginAsync<FastifyHawkOptions> & { auth: typeof auth }

/** What is read of a route; requests that have none have no URL there. */
type Route = Pick<RouteOptions, 'method' | 'config'> & { url: string | undefined }

/** A plugin without a scope of its own: it guards the instance that it is registered in, and the plugins in there. */
async function guardRoutes(app: FastifyInstance, options: FastifyHawkOptions): Promise<void> {
  if ('prefix' in options) throw new TypeError('hawk: register it inside of a plugin that has the "prefix"')
  const guard = new NodeGuard(checkGuardOptions('hawk', options))
  const guardOf = ({ method, url, config: { hawk: own } = {} }: Route) => {
    if (own === undefined || own === false) return own === undefined ? guard : undefined
    return guard.withSettings(`hawk: ${String(method)} ${String(url)}`, own)
  }
  if (!app.hasRequestDecorator('hawk')) app.decorateRequest('hawk')
  app.addHook('onRoute', function (route) {
    if (guardOf(route)?.signsAnswers !== true) return
    // Any hook may put a content coding on. Those of all plugins are there by then, whichever plugin came first.
    this.after(() => (route.onSend = [route.onSend ?? []].flat().flatMap((hook) => [noteUncoded, hook])))
  })
  // It calls `done` and returns nothing: a hook that does both runs the handler twice.
  app.addHook('onRequest', (request, reply, done) => {
    const guard = guardOf(request.routeOptions)
    if (guard === undefined) return done()
    handDown(reply)
    const go = (admission: Admission<FastifyCredentials>): void => {
      if (!admission.ok) return admission.isGone ? undefined : done(admission.error)
      request.hawk = admission.auth
      done()
    }
    void settle(guard.admit(request.raw, reply.raw, viewOf(request)), go)
  })
}

/**
 * Puts on Node's own answer what it is to carry from the start: there the guard keeps bewits out of caches, and from there
 * a browser may read a refusal that no framework answers (a forged body that flowed). Fastify reads and sends both.
 */
function handDown(reply: FastifyReply): void {
  for (const [name, value = ''] of Object.entries(reply.getHeaders())) {
    if (name === 'cache-control' || outlivesRefusal(name)) reply.removeHeader(name).raw.setHeader(name, value)
  }
}

/**
 * Tells the guard what an answer is before the next hook, which may put a content coding on it: it is signed by the body
 * that was coded then, whatever hooks made of it before. Nobody knows a stream before it has flowed.
 */
const noteUncoded: onSendHookHandler = (_request, reply, payload, done) => {
  if ((reply.getHeader('content-encoding') ?? 'identity') === 'identity') noteAnswer(reply.raw, payload)
  done()
}

/** Fastify tells nobody whether it trusts the address that a request came from; what it makes of headers shows it. */
function viewOf(request: FastifyRequest): FrameworkView {
  const { originalUrl: target, protocol, ips = [], raw } = request
  const received = raw.headers.host ?? raw.headers[':authority'] ?? ''
  const host = request.host === received ? undefined : request.host
  return { target, host, protocol, trustsProxy: host !== undefined || ips.length > 1 }
}

/**
 * Who sent a request.
 *
 * @throws HawkError `ERR_HAWK_NOT_GUARDED` (500) where no guard let the request through, so that a route which was left
 * outside does not run; `ERR_HAWK_MISSING` (401) where nobody sent it (`required: false`; `request.hawk` is null there)
 */
function auth({ hawk }: Pick<FastifyRequest, 'hawk'>): NonNullable<FastifyRequest['hawk']> {
  if (hawk) return hawk
  throw new HawkError(hawk === null ? 'ERR_HAWK_MISSING' : 'ERR_HAWK_NOT_GUARDED')
}

const plugin = fastifyPlugin(guardRoutes, { fastify: '^5.12.0', name: '@hawk-auth/fastify' })

/**
 * The plugin for Fastify 5. It guards the routes of the instance that it is registered in, and of the plugins in there.
 * Registered at the root it guards unknown routes too, which are a 401 then.
 *
 * @throws TypeError that names the option, when the plugin is loaded or a route is added
 * @example
 * await app.register(hawk, { credentials: (id) => clients.get(id), publicUrl: 'https://api.example.com' })
 * app.post('/jobs', (request) => ({ by: hawk.auth(request).credentials.id }))
 * app.get('/health', { config: { hawk: false } }, () => 'well')
 */
export const hawk: FastifyHawkPlugin = Object.assign(plugin, { auth })
