import { getRequestListener } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import type { HawkAuth, HawkCredentials } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/fetch'
import type { Answer, AppPlan, SuiteRoute } from '@hawk-auth/testkit'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { Readable } from 'node:stream'

interface Env {
  Bindings: HttpBindings
}

/** An application on Hono, with the guard on `Request`; its handlers are given what they know of Node's messages. */
export function createHonoApp(plan: AppPlan): Server {
  const [options] = plan.guards
  if (options?.verifier === undefined) throw new Error('this application needs a guard, and its verifier')
  const target = (_request: Request, { incoming }: HttpBindings): string => incoming.url ?? ''
  const guard = hawk<HawkCredentials, boolean, [HttpBindings]>({
    ...options,
    allowProcessNonces: true,
    target,
  })
  const app = new Hono<Env>()
  for (const route of plan.routes) {
    app.all(route.path, (c) =>
      guard.wrap((request: Request, auth) => handle(route, c, request, auth))(c.req.raw, c.env),
    )
  }
  app.all('*', (c) => guard.wrap(() => new Response(null, { status: 404 }))(c.req.raw, c.env))
  const listener = getRequestListener(app.fetch)
  return createServer((request, response) => {
    void plan.before(request)
    void listener(request, response)
  })
}

async function handle(
  route: SuiteRoute,
  { env }: Context<Env>,
  { body }: Request,
  auth: HawkAuth | null,
): Promise<Response> {
  const { socket } = env.incoming
  const stream = body === null ? Readable.from([]) : Readable.fromWeb(body)
  const request = Object.assign(stream, { socket }) as unknown as IncomingMessage
  const answer = await route.handle({ request, response: env.outgoing, body: undefined, auth: () => auth })
  return answer === undefined ? new Response() : toResponse(answer)
}

function toResponse({ status = 200, headers = {}, body }: Answer): Response {
  const init = { status, headers }
  if (body === undefined || typeof body === 'string') return new Response(body ?? null, init)
  return Response.json(body, init)
}
