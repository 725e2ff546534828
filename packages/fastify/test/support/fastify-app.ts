import compress from '@fastify/compress'
import cors from '@fastify/cors'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import { hawk } from '@hawk-auth/fastify'
import type { Answer, AppPlan, ParserName, SuiteRoute } from '@hawk-auth/testkit'
import fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Server } from 'node:net'

const BODY_LIMIT = 8_388_608
const CORS = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  exposedHeaders: ['WWW-Authenticate', 'Server-Authorization'],
}

/** An application on Fastify, as its users write it. */
export async function createFastifyApp(plan: AppPlan): Promise<Server> {
  const app = createInstance(plan)
  app.addHook('onRequest', (request, _reply, done) => {
    const waited = plan.before(request.raw)
    if (waited === undefined) done()
    else waited.then(() => done(), done)
  })
  if (plan.cors) await app.register(cors, CORS)
  for (const route of plan.routes.filter(({ isGuarded }) => !isGuarded)) addRoute(app, route)
  await mount(app, plan.mountPath, async (site) => {
    if (plan.parserBeforeGuards !== undefined) site.addHook('onRequest', readTooEarly)
    if (plan.compression === 'in-front') await site.register(compress, { threshold: 1024 })
    for (const options of plan.guards) await site.register(hawk, options)
    if (plan.compression === 'behind') await site.register(compress, { threshold: 1024 })
    for (const route of plan.routes.filter(({ isGuarded }) => isGuarded)) {
      await site.register(async (scope) => {
        await addParser(scope, route.parser)
        addRoute(scope, route)
      })
    }
  })
  await app.ready()
  return app.server
}

function createInstance({ transport, tls, trustsProxy }: AppPlan): FastifyInstance {
  const options = { trustProxy: trustsProxy, bodyLimit: BODY_LIMIT }
  switch (transport) {
    case 'http':
      return fastify(options)
    case 'https':
      return fastify({ ...options, https: tls })
    case 'http2':
      // Its types tell the servers apart; the suite needs what all of them have.
      return fastify({ ...options, http2: true, https: tls }) as unknown as FastifyInstance
  }
}

/** Mounts what is guarded: at the root, or under a path with a plugin for each part of it. */
async function mount(
  app: FastifyInstance,
  path: string,
  site: (scope: FastifyInstance) => Promise<void>,
): Promise<void> {
  const plugin = path
    .split('/')
    .filter((part) => part !== '')
    .reduceRight<typeof site>(
      (inner, part) => async (scope) => {
        await scope.register(inner, { prefix: `/${part}` })
      },
      site,
    )
  await plugin(app)
}

/** Fastify's own parsers always come behind `onRequest`; a hook that reads the body itself may not. */
async function readTooEarly({ raw }: FastifyRequest): Promise<void> {
  if (raw.headers['content-type'] === undefined) return
  await raw.toArray()
}

async function addParser(scope: FastifyInstance, name: ParserName | undefined): Promise<void> {
  switch (name) {
    case 'json':
    case 'text':
      return
    case 'urlencoded':
      await scope.register(formbody)
      return
    case 'multipart':
      await scope.register(multipart, { attachFieldsToBody: 'keyValues' })
      return
    case 'raw':
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
      return
    case undefined:
      // The handler reads the raw request, whatever it is said to be.
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
  }
}

function addRoute(scope: FastifyInstance, { path, isGuarded, handle }: SuiteRoute): void {
  scope.all(path, { config: isGuarded ? {} : { hawk: false } }, async (request, reply) => {
    // What `hawk.auth` refuses to give for nobody, `request.hawk` does.
    const auth = () => request.hawk ?? (request.hawk === null ? null : hawk.auth(request))
    try {
      const answer = await handle({ request: request.raw, response: reply.raw, body: request.body, auth })
      return await (answer === undefined ? reply.hijack() : send(reply, answer))
    } catch (error) {
      // Fastify would answer a stream that is gone, and Node 20.19 rejects that with nobody to hear it.
      if (isGone(request.raw)) return reply.hijack()
      throw error
    }
  })
}

function send(reply: FastifyReply, { status = 200, headers = {}, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body)
}

function isGone(request: FastifyRequest['raw']): boolean {
  const { stream } = request as { stream?: { aborted: boolean; closed: boolean; destroyed: boolean } }
  return stream !== undefined && (stream.aborted || stream.closed || stream.destroyed)
}
