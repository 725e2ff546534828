import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.js'
import { ClientStore } from './client-store.js'
import { demoLines } from './demo-lines.js'
import { logRefusals } from './log-refusals.js'

const DEFAULT_PORT = 8000

// The keys are new with every start, and so a header that was captured before a restart is worth nothing after it.
const clients = new ClientStore()
const approved = clients.request('ci-bot', 'ci@example.com')
clients.approve('ci-bot')
const unapproved = clients.request('new-bot', 'newcomer@example.com')

const server = createServer()
server.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error
  console.error(`${error.message}. Choose another port: set PORT to 8001, say`)
  process.exit(1)
})
// The port is known once the server listens, and clients sign for it.
server.listen(Number(process.env['PORT'] ?? DEFAULT_PORT), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  const url = process.env['PUBLIC_URL'] ?? `http://127.0.0.1:${port}`
  server.on('request', createApp({ clients, publicUrl: url }))
  logRefusals()
  console.log(demoLines({ url, approved, unapproved }).join('\n'))
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close()
    server.closeAllConnections()
  })
}
