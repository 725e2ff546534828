import { hawk } from '@hawk-auth/koa'
import Koa from 'koa'
import type { Middleware } from 'koa'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { bareHmac } from '../candidates/bare-hmac.js'
import { findRecord } from '../candidates/record.js'
import { PUBLIC_URL } from '../candidates/requests.js'
import { authenticateByReference, HELLO } from './variants.js'
import type { Variant } from './variants.js'

/** A hello-world on Koa. */
export function createKoaServer(variant: Variant): Server {
  const app = new Koa()
  const guard = GUARDS[variant]()
  if (guard !== undefined) app.use(guard)
  app.use((ctx) => {
    ctx.body = HELLO
  })
  return createServer(app.callback())
}

const GUARDS: Readonly<Record<Variant, () => Middleware | undefined>> = {
  none: () => undefined,
  hmac: () => async (_ctx, next) => {
    if (bareHmac() !== '') await next()
  },
  reference: () => async (ctx, next) => {
    await authenticateByReference(ctx.req)
    await next()
  },
  ours: () => hawk({ credentials: findRecord, publicUrl: PUBLIC_URL }),
}
