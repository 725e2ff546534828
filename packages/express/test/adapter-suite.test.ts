import { adapterSuite } from '@hawk-auth/testkit'
import type { AdapterUnderTest } from '@hawk-auth/testkit'
import express from 'express'
import express4 from 'express4'
import { describe, it } from 'vitest'
import { createExpressApp } from './support/express-app.js'
import type { ExpressModule } from './support/express-app.js'

const runner = { describe, it }

adapterSuite(runner, adapterOf('Express 5', express))
adapterSuite(runner, adapterOf('Express 4', express4))

function adapterOf(name: string, module: ExpressModule): AdapterUnderTest {
  return {
    name,
    createServer: (plan) => createExpressApp(module, plan),
    transports: ['http', 'https'],
    parsers: ['json', 'urlencoded', 'text', 'raw', 'multipart'],
    refusalContentType: /^text\/html/,
    hasMountPaths: true,
    hasProxyTrust: true,
    hasCompression: true,
    hasCors: true,
  }
}
