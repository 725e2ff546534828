import express from 'express'
import { createExpressApp } from '../../packages/express/test/support/express-app.js'
import { createFastifyApp } from '../../packages/fastify/test/support/fastify-app.js'
import { createHonoApp } from '../../packages/fetch/test/support/hono-suite-app.js'
import { createKoaApp } from '../../packages/koa/test/support/koa-app.js'
import { createNodeApp } from '../../packages/node/test/support/node-app.js'
import type { CreateServer } from './hostile-app.js'

/** An adapter, and what can't be asked of it. */
export interface HostileAdapter {
  name: string
  /** Makes the application of the adapter's own tests. */
  createServer: CreateServer
  /** The names of mutations that never come to the guard's eyes; recipes with them are left out. */
  unseen?: readonly string[]
}

/** What servers make of a request before they hand it on as a WHATWG `Request`. */
const UNSEEN_BY_FETCH = [
  'two Host headers',
  'two Authorization headers, one of them empty',
  'an absolute-form target of the same authority beside another Host',
]

/** Every adapter that serves over a socket. */
export const ADAPTERS: readonly HostileAdapter[] = [
  { name: 'node:http', createServer: createNodeApp },
  { name: 'Express 5', createServer: (plan) => createExpressApp(express, plan) },
  { name: 'Koa 3', createServer: createKoaApp },
  { name: 'Fastify 5', createServer: createFastifyApp },
  { name: 'fetch, by Hono', createServer: createHonoApp, unseen: UNSEEN_BY_FETCH },
]
