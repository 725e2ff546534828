import { hawk } from '@hawk-auth/express'
import { createServerFor } from '@hawk-auth/testkit'
import type { Answer, AppPlan, ParserName, SuiteRoute } from '@hawk-auth/testkit'
import compression from 'compression'
import cors from 'cors'
import type express from 'express'
import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import multer from 'multer'
import type { Server } from 'node:net'
import { Readable } from 'node:stream'

/** Express 5, or Express 4 under the types of 5: what the suite uses is the same in both. */
export type ExpressModule = typeof express

/** An application on Express, as its users write it. */
export function createExpressApp(module: ExpressModule, plan: AppPlan): Server {
  const app = module()
  app.set('trust proxy', plan.trustsProxy)
  if (plan.cors) app.use(cors({ exposedHeaders: ['WWW-Authenticate', 'Server-Authorization'] }))
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
  if (plan.compression === 'in-front') site.use(compression())
  for (const guard of guards) site.use(guard)
  if (plan.compression === 'behind') site.use(compression())
  for (const route of plan.routes.filter(({ isGuarded }) => isGuarded)) {
    const parsers = route.parser === undefined ? [] : [parserOf(module, route.parser)]
    site.all(route.path, ...parsers, handlerOf(route))
  }
  app.use(mount(module, plan.mountPath, site))
  return createServerFor(plan, app)
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
