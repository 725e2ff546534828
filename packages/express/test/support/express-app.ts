import { hawk } from '@hawk-auth/express'
import type { Answer, AppPlan, ParserName, SuiteRoute } from '@hawk-auth/testkit'
import type express from 'express'
import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import multer from 'multer'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { Readable } from 'node:stream'

/** Express 5, or Express 4 under the types of 5: what the suite uses is the same in both. */
export type ExpressModule = typeof express

/** An application on Express, as its users write it. */
export function createExpressApp(module: ExpressModule, plan: AppPlan): Server {
  const app = module()
  app.set('trust proxy', plan.trustsProxy)
  app.use((request, _response, next) => {
    const waited = plan.before(request)
    if (waited === undefined) next()
    else waited.then(() => next(), next)
  })
  const guards = plan.guards.map((options) => hawk(options))
  const handlerOf =
    ({ handle }: SuiteRoute): RequestHandler =>
    (request, response, next) => {
      const auth = (guard = 0) => guards[guard]?.auth(request) as never
      handle({ request, response, body: request.body as unknown, auth }).then((answer) => {
        if (answer !== undefined) send(response, answer)
      }, next)
    }
  for (const route of plan.routes.filter(({ isGuarded }) => !isGuarded)) app.all(route.path, handlerOf(route))
  if (plan.parserBeforeGuards !== undefined) app.use(parserOf(module, plan.parserBeforeGuards))
  const site = module.Router()
  for (const guard of guards) site.use(guard)
  for (const route of plan.routes.filter(({ isGuarded }) => isGuarded)) {
    const parsers = route.parser === undefined ? [] : [parserOf(module, route.parser)]
    site.all(route.path, ...parsers, handlerOf(route))
  }
  app.use(mount(module, plan.mountPath, site))
  return createServer(app)
}

/** Mounts a router under a path, with a router for each part of it. */
function mount(module: ExpressModule, path: string, site: express.Router): express.Router {
  return path
    .split('/')
    .filter((part) => part !== '')
    .reduceRight((inner, part) => module.Router().use(`/${part}`, inner), site)
}

function parserOf(module: ExpressModule, name: ParserName): RequestHandler | ErrorRequestHandler {
  const limit = '8mb'
  switch (name) {
    case 'json':
      return module.json({ limit })
    case 'urlencoded':
      return module.urlencoded({ limit, extended: false })
    case 'text':
      return module.text({ limit })
    case 'raw':
      return module.raw({ limit })
    case 'multipart':
      return multer().none()
  }
}

function send(response: Response, { status = 200, headers = {}, body }: Answer): void {
  response.status(status).set(headers)
  if (body === undefined) response.end()
  else if (body instanceof Readable) body.pipe(response)
  else if (body instanceof Uint8Array) response.send(Buffer.from(body))
  else if (typeof body === 'string') response.send(body)
  else response.json(body)
}
