import bodyParser from '@koa/bodyparser'
import { hawk } from '@hawk-auth/koa'
import Koa from 'koa'
import mount from 'koa-mount'
import { describe, expect, test } from 'vitest'
import { options } from '../../../test/support/alice.js'
import { serve } from '../../../test/support/served.js'

const JSON_BODY = { body: '{"a":1}', contentType: 'application/json' }

describe('under koa-mount', () => {
  test('verifies what was sent, and feeds a parser behind it', async () => {
    const guard = hawk(options)
    const inner = new Koa().use(guard).use(bodyParser())
    inner.use((ctx) => {
      const { credentials, artifacts } = guard.auth(ctx)
      ctx.body = {
        url: ctx.url,
        target: artifacts.target,
        by: credentials.id,
        body: ctx.request.body,
      }
    })
    const app = new Koa().use(mount('/outer', new Koa().use(mount('/inner', inner))))
    const { send } = await serve(app.callback())
    const path = '/outer/inner/deep?a=%20b'
    const { text } = await send({ path, ...JSON_BODY })
    expect(JSON.parse(text)).toEqual({ url: '/deep?a=%20b', target: path, by: 'alice', body: { a: 1 } })
  })

  test('guards a part of an application, and bodies behind it for parsers of the whole', async () => {
    const guard = hawk(options)
    const app = new Koa().use(mount('/api', guard)).use(bodyParser())
    app.use((ctx) => {
      ctx.body = { path: ctx.path, by: ctx.state.hawk?.credentials.id, body: ctx.request.body }
    })
    const { send } = await serve(app.callback())
    const guarded = await send({ path: '/api/jobs', ...JSON_BODY })
    expect(JSON.parse(guarded.text)).toEqual({ path: '/api/jobs', by: 'alice', body: { a: 1 } })
    expect((await send({ path: '/api/jobs', ...JSON_BODY, signedBody: '{"a":2}' })).status).toBe(401)
    const open = await send({ path: '/open', ...JSON_BODY, isSigned: false })
    expect(JSON.parse(open.text)).toEqual({ path: '/open', body: { a: 1 } })
  })
})

describe('behind a proxy', () => {
  const guarded = (app: Koa): Koa =>
    app.use(hawk(options)).use((ctx) => {
      ctx.body = 'in'
    })
  /** Sent to another host than it was signed for, with the right one told by a proxy. */
  const forwarded = (host: string): Record<string, string> => ({
    Host: 'internal:1',
    'X-Forwarded-Host': host,
  })

  test.each([
    [true, 200],
    [false, 401],
  ])('believes X-Forwarded-Host under { proxy: %s }: %i', async (proxy, status) => {
    const { send, port } = await serve(guarded(new Koa({ proxy })).callback())
    expect((await send({ headers: forwarded(`127.0.0.1:${port}`) })).status).toBe(status)
  })

  test('takes the first of several hosts, as Koa does', async () => {
    const { send, port } = await serve(guarded(new Koa({ proxy: true })).callback())
    expect((await send({ headers: forwarded(`127.0.0.1:${port} , proxy.example`) })).status).toBe(200)
    expect((await send({ headers: forwarded(`proxy.example, 127.0.0.1:${port}`) })).status).toBe(401)
  })

  test('refuses a forwarded host that Koa would repair, or that is none', async () => {
    const hosts: string[] = []
    const app = new Koa({ proxy: true }).use(async (ctx, next) => {
      hosts.push(ctx.host)
      await next()
    })
    const { send, port } = await serve(guarded(app).callback())
    for (const host of [`alice@127.0.0.1:${port}`, `, 127.0.0.1:${port}`]) {
      const { status, text } = await send({ headers: forwarded(host) })
      expect([status, text]).toEqual([400, 'Invalid Host header'])
    }
    expect(hosts).toEqual([`127.0.0.1:${port}`, ''])
  })

  test('falls back on Host where nothing was forwarded', async () => {
    const { send } = await serve(guarded(new Koa({ proxy: true })).callback())
    expect((await send()).status).toBe(200)
    expect((await send({ headers: { 'X-Forwarded-Host': '' } })).status).toBe(200)
  })

  test('goes by the application that listens, not by one that is mounted in it', async () => {
    const inner = guarded(new Koa({ proxy: true }))
    const { send, port } = await serve(new Koa().use(mount('/api', inner)).callback())
    expect((await send({ path: '/api', headers: forwarded(`127.0.0.1:${port}`) })).status).toBe(401)
    expect((await send({ path: '/api' })).status).toBe(200)
  })
})
