import { adapterSuite } from '@hawk-auth/testkit'
import { describe, it } from 'vitest'
import { createFastifyApp } from './support/fastify-app.js'

adapterSuite(
  { describe, it },
  {
    name: 'Fastify 5',
    createServer: createFastifyApp,
    transports: ['http', 'https', 'http2'],
    parsers: ['json', 'urlencoded', 'text', 'raw', 'multipart'],
    refusalContentType: /^application\/json/,
    hasMountPaths: true,
    hasProxyTrust: true,
    hasCompression: true,
    hasCors: true,
  },
)
