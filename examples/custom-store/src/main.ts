import { subscribe } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCachedCredentialStore } from '@hawk-auth/core'
import type { HawkEvent } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/node'
import { createFileStore } from './file-store.js'

const { PORT = '8000', CLIENTS_FILE = 'clients.json' } = process.env
/** A revoked client is refused after at most this long; the file is looked at once in it for each client. */
const TTL_MS = 2000

const credentials = createCachedCredentialStore(createFileStore(CLIENTS_FILE), { ttlMs: TTL_MS })

const server = createServer()
// The port is known once the server listens, and clients sign for it.
server.listen(Number(PORT), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  const publicUrl = `http://127.0.0.1:${port}`
  const guard = hawk({ credentials, publicUrl })
  const hello = guard.wrap((_request, response, { credentials: { id } }) => {
    response.end(`Hello, ${id}\n`)
  })
  server.on('request', hello)
  console.log(`The server listens on ${publicUrl}. Its clients are those of ${CLIENTS_FILE}.`)
})

// The sender of a request learns only that it failed; why is for the log. What the store throws names no key.
subscribe('hawk-auth:refused', (message) => {
  const { code = '', reason, cause, id = 'nobody' } = message as HawkEvent
  console.log(`refused ${id}: ${code} (${cause instanceof Error ? cause.message : reason})`)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close()
    server.closeAllConnections()
  })
}
