import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openRegistry, RegistryError } from '@hawk-auth/credentials'
import type { CredentialRegistry } from '@hawk-auth/credentials'
import { createApp } from './app.js'
import { logRefusals } from './log-refusals.js'
import { usageLines } from './usage-lines.js'

const DEFAULT_PORT = 8000

const registry = await open()
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
  server.on('request', createApp({ registry, publicUrl: url }))
  logRefusals()
  console.log(usageLines(url).join('\n'))
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    // The registry comes last: requests that are under way still ask it, and it notes who was there.
    server.close(() => void registry.close())
    server.closeIdleConnections()
  })
}

/** Opens the registry that HAWK_AUTH_DATABASE names, otherwise the file hawk-auth.sqlite of this directory. */
async function open(): Promise<CredentialRegistry> {
  try {
    return await openRegistry()
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    console.error(`${error.code}: ${error.message}`)
    process.exit(1)
  }
}
