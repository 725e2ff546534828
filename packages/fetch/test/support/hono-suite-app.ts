import { hawk } from '@hawk-auth/fetch'
import type { FetchGuard, HawkAuth, HawkCredentials, HawkError } from '@hawk-auth/fetch'
import { createServerFor } from '@hawk-auth/testkit'
import type { Answer, AppPlan, ParserName, SuiteRoute } from '@hawk-auth/testkit'
import { getRequestListener } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import type { Context, MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { cors } from 'hono/cors'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { IncomingMessage } from 'node:http'
import type { Server } from 'node:net'
import { Readable } from 'node:stream'

type Guard = FetchGuard<HawkAuth | null, [env: HttpBindings]>
interface Env {
  Bindings: HttpBindings
}

/** An application on Hono, as its users write it on Node. */
export function createHonoApp(plan: AppPlan): Server {
  const guards = plan.guards.map((options) =>
    hawk<HawkCredentials, boolean, [env: HttpBindings]>({
      ...(options as Parameters<typeof hawk<HawkCredentials, boolean, [env: HttpBindings]>>[0]),
      allowProcessNonces: true,
      target: (_request, env) => env.incoming.url ?? '',
    }),
  )
  const app = new Hono<Env>()
  app.onError((error, c) => {
    const { status = 500, code, headers } = error as Partial<HawkError>
    const body = { code, message: error.message }
    return c.json(body, status as ContentfulStatusCode, headers)
  })
  app.use(async (c, next) => {
    await plan.before(c.env.incoming)
    await next()
  })
  if (plan.cors) {
    app.use(cors({ origin: '*', exposeHeaders: ['WWW-Authenticate', 'Server-Authorization'] }))
  }
  if (plan.compression === 'in-front') app.use(compress())
  const answer =
    ({ handle, parser }: SuiteRoute) =>
    async (c: Context<Env>): Promise<Response> => {
      const body = parser === undefined ? undefined : await parsed(c, parser)
      const request = messageOf(c, parser !== undefined)
      const auth = (guard = 0): never => guards[guard]?.auth(c.req.raw) as never
      const answered = await handle({ request, response: c.env.outgoing, body, auth })
      return answered === undefined ? RESPONSE_ALREADY_SENT : responseOf(answered)
    }
  for (const route of plan.routes.filter(({ isGuarded }) => !isGuarded)) app.all(route.path, answer(route))
  if (plan.parserBeforeGuards !== undefined) {
    const name = plan.parserBeforeGuards
    app.use(async (c, next) => {
      await parsed(c, name)
      await next()
    })
  }
  const site = app.basePath(plan.mountPath)
  for (const guard of guards) site.use(guarded(guard))
  if (plan.compression === 'behind') site.use(compress())
  for (const route of plan.routes.filter(({ isGuarded }) => isGuarded)) site.all(route.path, answer(route))
  const server = createServerFor(plan, getRequestListener(app.fetch))
  // Cases that wait for the end of an idle connection wait less.
  return Object.assign(server, { keepAliveTimeout: 2000 })
}

function guarded(guard: Guard): MiddlewareHandler<Env> {
  return async (c, next) => {
    const result = await guard.authenticate(c.req.raw, c.env)
    if (!result.ok) {
      c.res = result.response
      return
    }
    c.req.raw = result.request
    await next()
    const answer = await result.finish(c.res)
    c.res = undefined
    c.res = answer
  }
}

/** What handlers of the suite read: Node's message, with the body that Hono hands on. */
function messageOf(c: Context<Env>, isParsed: boolean): IncomingMessage {
  const { body } = c.req.raw
  const isEmpty = isParsed || body === null
  const stream = isEmpty ? Readable.from([]) : Readable.fromWeb(body)
  // Some handlers of the suite hear no errors; a stream of Node's own would end the process for that.
  stream.on('error', () => undefined)
  const { method, headers, url, socket } = c.env.incoming
  return Object.assign(stream, { method, headers, url, socket }) as unknown as IncomingMessage
}

async function parsed(c: Context<Env>, name: ParserName): Promise<unknown> {
  switch (name) {
    case 'json':
      return c.req.json()
    case 'text':
      return c.req.text()
    case 'raw':
      return new Uint8Array(await c.req.arrayBuffer())
    case 'urlencoded':
    case 'multipart':
      return c.req.parseBody()
  }
}

function responseOf({ status = 200, headers = {}, body }: Answer): Response {
  if (body === undefined) return new Response(null, { status, headers })
  if (body instanceof Readable) return new Response(Readable.toWeb(body) as never, { status, headers })
  if (body instanceof Uint8Array || typeof body === 'string') {
    return new Response(body as string, { status, headers })
  }
  return Response.json(body, { status, headers })
}
