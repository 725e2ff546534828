import { adapterSuite } from '@hawk-auth/testkit'
import { describe, it } from 'vitest'
import { createKoaApp } from './support/koa-app.js'

adapterSuite(
  { describe, it },
  {
    name: 'Koa 3',
    createServer: createKoaApp,
    parsers: ['json', 'urlencoded', 'text', 'multipart'],
    refusalContentType: /^text\/plain/,
    hasMountPaths: true,
    hasProxyTrust: true,
    transports: ['http', 'https', 'http2'],
    hasCompression: true,
    hasCors: true,
  },
)
