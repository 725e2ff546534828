import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { clientOf } from '../../../../test/support/served.js'
import type { Served } from '../../../../test/support/served.js'

/** Lets an application listen on a free port of the loopback until the test is over. */
export async function serve(app: FastifyInstance): Promise<Served> {
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return clientOf((app.server.address() as AddressInfo).port)
}
