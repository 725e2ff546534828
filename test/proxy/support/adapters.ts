import type { AppPlan, ParserName } from '@hawk-auth/testkit'
import express from 'express'
import type { Server } from 'node:net'
import { createExpressApp } from '../../../packages/express/test/support/express-app.js'
import { createFastifyApp } from '../../../packages/fastify/test/support/fastify-app.js'
import { createKoaApp } from '../../../packages/koa/test/support/koa-app.js'
import { createNodeApp } from '../../../packages/node/test/support/node-app.js'
import { createHonoApp } from './hono-app.js'

/** An adapter, as the suites behind proxies need to know it. */
export interface ProxiedAdapter {
  name: string
  createServer: (plan: AppPlan) => Server | Promise<Server>
  /** The parsers that its routes are given. */
  parsers: readonly ParserName[]
  /** Whether its framework has a proxy trust of its own. */
  hasProxyTrust: boolean
  /** The kinds of bodies that it can't take; by their names in `BODY_KINDS`. */
  leavesOut?: readonly string[]
  /**
   * Whether its server offers to keep a connection whose request it will not read, and cuts it later: a proxy that uses
   * it meanwhile answers 502.
   */
  cutsLate?: boolean
}

/** Every adapter of this repository. */
export const ADAPTERS: readonly ProxiedAdapter[] = [
  {
    name: 'Express',
    createServer: (plan) => createExpressApp(express, plan),
    parsers: ['json', 'multipart'],
    hasProxyTrust: true,
  },
  { name: 'Koa', createServer: createKoaApp, parsers: ['json', 'multipart'], hasProxyTrust: true },
  { name: 'Fastify', createServer: createFastifyApp, parsers: ['json', 'multipart'], hasProxyTrust: true },
  { name: 'node:http', createServer: createNodeApp, parsers: [], hasProxyTrust: false },
  {
    name: 'fetch',
    createServer: createHonoApp,
    parsers: [],
    hasProxyTrust: false,
    // A coding is refused (415), and a GET of WHATWG has no body.
    leavesOut: ['gzip', 'gzip in chunks', 'of a GET'],
    // As @hono/node-server does, after half a second.
    cutsLate: true,
  },
]
