import { HawkError } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/node'
import type { HttpGuard } from '@hawk-auth/node'
import { createServerFor } from '@hawk-auth/testkit'
import type { Answer, AppPlan, SuiteRoute } from '@hawk-auth/testkit'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:net'
import { Readable } from 'node:stream'

type AnyGuard = HttpGuard<ReturnType<HttpGuard<null>['auth']> | object>

/** An application on plain node:http, node:https or node:http2, as somebody without a framework writes it. */
export function createNodeApp(plan: AppPlan): Server {
  const guards = plan.guards.map((options) => hawk(options)) as unknown as AnyGuard[]
  const routeOf = ({ url = '' }: IncomingMessage): SuiteRoute | undefined => {
    const path = url.replace(/^https?:\/\/[^/]*/, '').split('?')[0]
    return plan.routes.find((route) => route.path === path)
  }
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const route = routeOf(request)
    const answer =
      route === undefined
        ? { status: 404 }
        : await route.handle({
            request,
            response,
            body: undefined,
            auth: (guard = 0) => guards[guard]?.auth(request) as never,
          })
    if (answer !== undefined) send(response, answer)
  }
  const [outer, ...inner] = guards
  const guarded = inner.reduceRight<typeof handle>(
    (next, guard) => (request, response) => guard.wrap(next)(request, response),
    handle,
  )
  const entry = outer === undefined ? handle : outer.wrap(guarded)
  return createServerFor(plan, (request, response) => {
    const run = async (): Promise<void> => {
      await (routeOf(request)?.isGuarded === false ? handle : entry)(request, response)
    }
    const waited = plan.before(request)
    const done = waited === undefined ? run() : waited.then(run)
    done.catch((error: unknown) => {
      if (!response.headersSent) sendError(response, error)
    })
  })
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (body instanceof Readable) body.pipe(response)
  else if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) response.end(body)
  else {
    response.setHeader('Content-Type', 'application/json; charset=utf-8')
    response.end(JSON.stringify(body))
  }
}

function sendError(response: ServerResponse, error: unknown): void {
  const { statusCode = 500, message = '' } = error as { statusCode?: number; message?: string }
  const headers = error instanceof HawkError ? error.headers : {}
  send(response, { status: statusCode, headers, body: { message } })
}
