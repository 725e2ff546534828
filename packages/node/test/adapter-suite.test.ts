import { adapterSuite } from '@hawk-auth/testkit'
import { describe, it } from 'vitest'
import { createNodeApp } from './support/node-app.js'

adapterSuite(
  { describe, it },
  {
    name: 'plain Node',
    createServer: createNodeApp,
    transports: ['http', 'https', 'http2'],
    parsers: [],
    refusalContentType: /^application\/json/,
    hasMountPaths: false,
    hasProxyTrust: false,
  },
)
