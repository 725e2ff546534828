import { adapterSuite } from '@hawk-auth/testkit'
import { describe, it } from 'vitest'
import { createNodeApp } from './support/node-app.js'

adapterSuite(
  { describe, it },
  {
    name: 'node:http',
    createServer: createNodeApp,
    parsers: [],
    refusalContentType: /^application\/json/,
    hasMountPaths: false,
    hasProxyTrust: false,
  },
)
