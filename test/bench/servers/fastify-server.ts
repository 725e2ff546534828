import { hawk } from '@hawk-auth/fastify'
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { Server } from 'node:http'
import { bareHmac } from '../candidates/bare-hmac.js'
import { findRecord } from '../candidates/record.js'
import { PATH, PUBLIC_URL } from '../candidates/requests.js'
import { authenticateByReference, HELLO } from './variants.js'
import type { Variant } from './variants.js'

/** A hello-world on Fastify. */
export async function createFastifyServer(variant: Variant): Promise<Server> {
  const app = fastify()
  await GUARDS[variant](app)
  app.get(PATH, (_request, reply) => reply.send(HELLO))
  await app.ready()
  return app.server
}

const GUARDS: Readonly<Record<Variant, (app: FastifyInstance) => unknown>> = {
  none: () => undefined,
  hmac: (app) =>
    app.addHook('onRequest', (_request, _reply, done) => {
      if (bareHmac() !== '') done()
    }),
  reference: (app) =>
    app.addHook('onRequest', async (request) => {
      await authenticateByReference(request.raw)
    }),
  ours: (app) => app.register(hawk, { credentials: findRecord, publicUrl: PUBLIC_URL }),
}
