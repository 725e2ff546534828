import { createMemoryNonceStore } from '@hawk-auth/core'
import {
  adapterSuite,
  createMemoryCredentialStore,
  credentialStoreSuite,
  nonceStoreSuite,
} from '@hawk-auth/testkit'
import { describe, it } from 'node:test'
import { URL } from 'node:url'

// Written beside this file when it is run.
const { createNodeApp } = await import(new URL('node-app.mjs', import.meta.url).href)
const runner = { describe, it }

nonceStoreSuite(runner, {
  name: 'the nonce store in memory',
  createStore: () => createMemoryNonceStore(),
  createBoundedStore: (maxEntries) => createMemoryNonceStore({ maxEntries }),
})

credentialStoreSuite(runner, {
  name: 'the credential store in memory',
  createStore: (records) => createMemoryCredentialStore(records),
})

adapterSuite(runner, {
  name: 'plain Node',
  createServer: createNodeApp,
  parsers: [],
  refusalContentType: /^application\/json/,
  hasMountPaths: false,
  hasProxyTrust: false,
})
