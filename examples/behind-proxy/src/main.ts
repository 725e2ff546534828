import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createApp } from './app.js'
import { CI_BOT, findClient } from './clients.js'

const { PORT = '8000', PUBLIC_URL = 'https://localhost:8443/v1' } = process.env
const DIRECTORY = fileURLToPath(new URL('..', import.meta.url))

const server = createServer(createApp({ findClient, publicUrl: PUBLIC_URL }))
// Longer than the proxy keeps an idle connection (60 s): otherwise it may send a request into one that is closing.
server.keepAliveTimeout = 65_000
// A large upload may take longer than Node's five minutes. The proxy gives up on senders who pause.
server.requestTimeout = 0

server.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error
  console.error(`${error.message}. The proxy's configuration names this port.`)
  process.exit(1)
})
// Nobody but the proxy may reach it.
server.listen(Number(PORT), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  const line = (mode: string): string =>
    `  HAWK_ID=${CI_BOT.id} HAWK_KEY=${CI_BOT.key} node dist/send.js ${mode} ${PUBLIC_URL}`
  console.log(
    [
      `The API listens on http://127.0.0.1:${port}; clients sign for ${PUBLIC_URL}.`,
      `In other terminals, in ${DIRECTORY}:`,
      '  npm run certificate && npm run nginx      (or npm run haproxy)',
      '  export NODE_EXTRA_CA_CERTS=run/certificate.pem',
      'A signed request, whose answer is signed too (200):',
      line('whoami'),
      'A report in JSON (201):',
      line('report'),
      'An upload of 8 MB, which flows (201):',
      line('upload'),
      'Signed for the address behind the proxy, which is the usual mistake (401, Bad mac):',
      line('inner'),
      '',
      'Ctrl+C ends the API.',
    ].join('\n'),
  )
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close()
    server.closeAllConnections()
  })
}
