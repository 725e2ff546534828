import { hawk } from '@hawk-auth/fastify'
import { RawConnection } from '@hawk-auth/testkit'
import fastify from 'fastify'
import type { FastifyServerOptions } from 'fastify'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { options } from '../../../test/support/alice.js'
import { serve } from './support/served.js'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('what was sent', () => {
  // Once in a process: it comes first.
  test('warns of a proxy that nobody trusts, and of none that is trusted', async () => {
    const codes: unknown[] = []
    vi.spyOn(process, 'emitWarning').mockImplementation((_warning, detail) => {
      codes.push((detail as { code?: string } | undefined)?.code)
    })
    for (const trustProxy of [true, '10.0.0.0/8']) {
      const app = fastify({ trustProxy })
      await app.register(hawk, options)
      app.get('/', () => 'in')
      const { send } = await serve(app)
      await send({ headers: { 'X-Forwarded-For': '192.0.2.1' } })
      expect(codes).toEqual(trustProxy === true ? [] : ['HAWK_UNTRUSTED_PROXY'])
    }
  })

  test('is what was signed, not what rewriteUrl makes of it', async () => {
    const app = fastify({ rewriteUrl: ({ url = '' }) => url.replace('/old', '/new') })
    await app.register(hawk, options)
    app.get('/new', (request) => `${request.url} ${hawk.auth(request).artifacts.target}`)
    const { port, send, write } = await serve(app)
    expect((await send({ path: '/old?a=%20b' })).text).toBe('/new?a=%20b /old?a=%20b')
    // Signed for what it is rewritten to, and sent as something else.
    const swapped = write({ path: '/new' }).bytes.toString().replace('GET /new', 'GET /old')
    const connection = await RawConnection.open(port)
    connection.write(swapped)
    expect((await connection.response()).status).toBe(401)
    connection.destroy()
  })

  const told = (port: number): Record<string, string> => ({
    Host: 'internal:1',
    'X-Forwarded-Host': `client-wrote.this, 127.0.0.1:${port}`,
  })

  test.each<[NonNullable<FastifyServerOptions['trustProxy']>, number]>([
    [true, 200],
    ['127.0.0.1', 200],
    ['loopback', 200],
    [(address: string) => address === '127.0.0.1', 200],
    ['10.0.0.0/8', 401],
    [() => false, 401],
    [false, 401],
    // A number of hops, which its types no longer know, does not say whom to trust: Fastify takes nobody's word.
    [1 as never, 401],
  ])('is told by a proxy only where trustProxy trusts its address: %s', async (trustProxy, status) => {
    const app = fastify({ trustProxy })
    await app.register(hawk, options)
    app.get('/', () => 'in')
    const { port, send } = await serve(app)
    expect((await send({ headers: told(port) })).status).toBe(status)
  })

  test('counts as https where a trusted proxy says so last', async () => {
    const app = fastify({ trustProxy: true })
    await app.register(hawk, options)
    app.get('/', () => 'in')
    const { send } = await serve(app)
    const headers = { 'X-Forwarded-Proto': 'http, https', 'X-Forwarded-Host': 'api.example.com' }
    const url = 'https://api.example.com/'
    expect((await send({ url, headers })).text).toBe('in')
    const swapped = { ...headers, 'X-Forwarded-Proto': 'https, http' }
    expect((await send({ url, headers: swapped })).status).toBe(401)
  })
})
