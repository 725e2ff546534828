import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openRegistry } from '@hawk-auth/credentials'
import { createApp } from './app.js'
import { logRefusals } from './log-refusals.js'
import { openReplayCache } from './replay-cache.js'
import type { Settings } from './settings.js'

/** Serves the API, on the port that all of the processes share. */
export async function runWorker(settings: Settings): Promise<void> {
  const registry = await openRegistry({ database: settings.database })
  const replayCache = await openReplayCache(settings)
  const server = createServer()
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    console.error(`${error.message}. Choose another port: set PORT to 8001, say`)
    process.exit(1)
  })
  // The port is known once the server listens, and clients sign for it.
  server.listen(settings.port, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    const publicUrl = settings.publicUrl ?? `http://127.0.0.1:${port}`
    server.on('request', createApp({ registry, nonces: replayCache.nonces, publicUrl }))
    logRefusals()
  })

  let isEnding = false
  const end = (): void => {
    if (isEnding) return
    isEnding = true
    // The stores come last: requests that are under way still ask them.
    server.close(() => {
      void Promise.all([registry.close(), replayCache.close()]).then(() => process.exit())
    })
    server.closeIdleConnections()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end)
  // Nobody would put another in its place any more.
  process.once('disconnect', end)
}
