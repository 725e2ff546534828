import { hawk } from '@hawk-auth/fastify'
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { ALICE, options } from '../../../test/support/alice.js'
import { serve } from './support/served.js'

const FORGER = { ...ALICE, key: 'another key' }

/** What is answered to somebody, to nobody and to a forger who ask for what there is not. */
async function statusesOf(app: FastifyInstance, path: string): Promise<number[]> {
  const { send } = await serve(app)
  const requests = [{ path }, { path, isSigned: false }, { path, credentials: FORGER }]
  const statuses = []
  for (const request of requests) statuses.push((await send(request)).status)
  return statuses
}

/** An API with a guard of its own, under a path. */
async function api(app: FastifyInstance): Promise<void> {
  await app.register(hawk, options)
  app.get('/jobs', () => 'jobs')
}

describe('a route that there is not', () => {
  test('is a 401 where the guard is registered at the root, and a 404 for those whom it knows', async () => {
    const app = fastify()
    await app.register(hawk, options)
    app.get('/', () => 'in')
    expect(await statusesOf(app, '/nowhere')).toEqual([404, 401, 401])
  })

  test.each(['/nowhere', '/api/nowhere'])(
    'is a 404 where the guard is registered in a plugin with a prefix: %s',
    async (path) => {
      const app = fastify()
      await app.register(api, { prefix: '/api' })
      expect(await statusesOf(app, path)).toEqual([404, 404, 404])
    },
  )

  test('is a 404 where the guard is registered in a plugin without a prefix', async () => {
    const app = fastify()
    await app.register(api)
    expect(await statusesOf(app, '/nowhere')).toEqual([404, 404, 404])
  })

  test('is guarded as far as a handler of its own for such routes reaches', async () => {
    expect(await statusesOf(await withNotFoundHandler(), '/api/nowhere')).toEqual([404, 401, 401])
    const { send } = await serve(await withNotFoundHandler())
    expect((await send({ path: '/api/nowhere' })).text).toBe('alice')
    expect((await send({ path: '/nowhere', isSigned: false })).status).toBe(404)
  })

  test('is a 401 at the root also where the application has its own handler for it', async () => {
    const app = fastify()
    app.setNotFoundHandler((_request, reply) => reply.code(404).send('mine'))
    await app.register(hawk, options)
    expect(await statusesOf(app, '/nowhere')).toEqual([404, 401, 401])
  })

  test('is a 404 to a handler that passes on, once the request is admitted', async () => {
    const app = fastify()
    await app.register(hawk, options)
    app.get('/', (_request, reply) => {
      reply.callNotFound()
    })
    expect(await statusesOf(app, '/')).toEqual([404, 401, 401])
  })
})

test('what stands beside an encapsulated guard is open', async () => {
  const app = fastify()
  app.get('/health', (request) => ({ hawk: typeof request.hawk }))
  await app.register(api, { prefix: '/api' })
  await app.register(async (sibling) => {
    sibling.get('/sibling', () => 'open')
  })
  const { send } = await serve(app)
  expect((await send({ path: '/health', isSigned: false })).text).toBe('{"hawk":"undefined"}')
  expect((await send({ path: '/sibling', isSigned: false })).text).toBe('open')
  expect((await send({ path: '/api/jobs', isSigned: false })).status).toBe(401)
  expect((await send({ path: '/api/jobs' })).text).toBe('jobs')
})

async function withNotFoundHandler(): Promise<FastifyInstance> {
  const app = fastify()
  await app.register(
    async (inner) => {
      await api(inner)
      inner.setNotFoundHandler((request, reply) => reply.code(404).send(hawk.auth(request).credentials.id))
    },
    { prefix: '/api' },
  )
  return app
}
