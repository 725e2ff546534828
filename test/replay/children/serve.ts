import { openSync, writeSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HawkCredentials } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/node'
import { STORES } from './stores.js'

// serve.js STORE LOCATION LOG: prints its port, and ends with its parent's stdin. Each request that the guard lets through
// is a line of LOG, written before it is answered: a process that is killed leaves what it did.
const [kind = '', location = '', log = ''] = process.argv.slice(2)
const open = STORES[kind]
if (open === undefined) throw new Error(`there is no store "${kind}"`)

/** Requests are sent again after everything else is over; they must be refused as replays, not as stale. */
const SKEW_SECONDS = 900
const STORE_TIMEOUT_MS = 15_000
const CLIENT_COUNT = 8

const clients = new Map<string, HawkCredentials>()
for (let at = 0; at < CLIENT_COUNT; at++) {
  clients.set(`client-${at}`, { id: `client-${at}`, key: `the key of client ${at}`, approved: true })
}
const admitted = openSync(log, 'a')
const guard = hawk({
  credentials: (id) => clients.get(id),
  nonces: await open(location),
  publicUrl: 'http://api.example.com',
  skewSeconds: SKEW_SECONDS,
  storeTimeoutMs: STORE_TIMEOUT_MS,
})
const server = createServer(
  guard.wrap((_request, response, { artifacts }) => {
    writeSync(admitted, `${artifacts.nonce}\n`)
    response.end('done')
  }),
)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
console.log((server.address() as AddressInfo).port)
process.stdin.on('end', () => process.exit()).resume()
