import bodyParser from '@koa/bodyparser'
import cors from '@koa/cors'
import { hawk } from '@hawk-auth/koa'
import { createServerFor } from '@hawk-auth/testkit'
import type { Answer, AppPlan, ParserName, SuiteRoute } from '@hawk-auth/testkit'
import multer from '@koa/multer'
import Router from '@koa/router'
import Koa from 'koa'
import type { Context, Middleware } from 'koa'
import compress from 'koa-compress'
import mount from 'koa-mount'
import type { Server } from 'node:net'

const EXPOSED = ['WWW-Authenticate', 'Server-Authorization']

/** An application on Koa, as its users write it. */
export function createKoaApp(plan: AppPlan): Server {
  const app = new Koa({ proxy: plan.trustsProxy })
  // Koa prints every error that is not the sender's.
  app.silent = true
  if (plan.cors) app.use(cors({ exposeHeaders: EXPOSED }))
  app.use(async (ctx, next) => {
    await plan.before(ctx.req)
    await next()
  })
  const guards = plan.guards.map((options) => hawk(options))
  const middlewareOf =
    ({ handle }: SuiteRoute): Middleware =>
    async (ctx) => {
      const auth = (guard = 0) => guards[guard]?.auth(ctx) as never
      const answer = await handle({ request: ctx.req, response: ctx.res, body: ctx.request.body, auth })
      if (answer === undefined) ctx.respond = false
      else send(ctx, answer)
    }
  const open = new Router()
  for (const route of plan.routes.filter(({ isGuarded }) => !isGuarded)) {
    open.all(route.path, middlewareOf(route))
  }
  app.use(open.routes())
  if (plan.parserBeforeGuards !== undefined) app.use(parserOf(plan.parserBeforeGuards))
  const site = new Koa()
  const compression = compress({ filter: () => true })
  if (plan.compression === 'in-front') site.use(compression)
  for (const guard of guards) site.use(guard)
  if (plan.compression === 'behind') site.use(compression)
  const guarded = new Router()
  for (const route of plan.routes.filter(({ isGuarded }) => isGuarded)) {
    const parsers = route.parser === undefined ? [] : [parserOf(route.parser)]
    guarded.all(route.path, ...parsers, middlewareOf(route))
  }
  site.use(guarded.routes())
  app.use(mountAt(plan.mountPath, site))
  return createServerFor(plan, app.callback())
}

/** Mounts an application under a path, with an application for each part of it. */
function mountAt(path: string, site: Koa): Middleware {
  const parts = path.split('/').filter((part) => part !== '')
  const outermost = parts.reduceRight((inner, part) => new Koa().use(mount(`/${part}`, inner)), site)
  return mount(outermost)
}

function parserOf(name: ParserName): Middleware {
  const limit = '8mb'
  switch (name) {
    case 'json':
      return bodyParser({ enableTypes: ['json'], jsonLimit: limit })
    case 'urlencoded':
      return bodyParser({ enableTypes: ['form'], formLimit: limit })
    case 'text':
      return bodyParser({ enableTypes: ['text'], textLimit: limit })
    case 'multipart':
      return multer().any()
    case 'raw':
      throw new Error('Koa has no parser for raw bodies')
  }
}

function send(ctx: Context, { status = 200, headers = {}, body = '' }: Answer): void {
  ctx.status = status
  ctx.set(headers)
  ctx.body = body instanceof Uint8Array ? Buffer.from(body) : body
}
