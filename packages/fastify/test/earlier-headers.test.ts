import cors from '@fastify/cors'
import { createBewit } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/fastify'
import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { ALICE, clock, options } from '../../../test/support/alice.js'
import { serve } from './support/served.js'

describe('headers that hooks have set before', () => {
  test('stay beside what the guard adds: Vary of cors and of the guard', async () => {
    const app = fastify()
    await app.register(cors, { origin: ['https://app.example.com'] })
    await app.register(hawk, { ...options, required: false })
    app.get('/', () => 'in')
    const { send } = await serve(app)
    const { headers } = await send({ headers: { Origin: 'https://app.example.com' } })
    expect(headers['vary']?.split(/, */)).toEqual(['Origin', 'Authorization'])
    expect(headers['access-control-allow-origin']).toBe('https://app.example.com')
  })

  test('do not put what a bewit opens into caches, and cookies are left alone', async () => {
    const app = fastify()
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('Cache-Control', 'public, max-age=3600').header('Set-Cookie', 'a=1')
    })
    await app.register(hawk, { ...options, bewit: true })
    app.get('/report', (_request, reply) => reply.header('Set-Cookie', 'b=2').send('report'))
    const { port, send } = await serve(app)
    const bewit = createBewit({
      url: `http://127.0.0.1:${port}/report`,
      credentials: ALICE,
      ttlSeconds: 60,
      clock,
    })
    const { status, headers } = await send({ path: `/report?bewit=${bewit}`, isSigned: false })
    expect([status, headers['cache-control']]).toEqual([200, 'private, no-store'])
    expect(headers['set-cookie']).toContain('a=1')
    expect(headers['set-cookie']).toContain('b=2')
    // Any other answer keeps the header that the hook gave it.
    expect((await send({ path: '/report' })).headers['cache-control']).toBe('public, max-age=3600')
  })
})
