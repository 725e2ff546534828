import bodyParser from '@koa/bodyparser'
import { hawk } from '@hawk-auth/koa'
import { eventually } from '@hawk-auth/testkit'
import Koa from 'koa'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { options } from '../../../test/support/alice.js'
import { serve } from '../../../test/support/served.js'

const FORGED = { body: '{"id":2}', signedBody: '{"id":1}', contentType: 'application/json' }
const streaming = hawk({ ...options, streamPayload: true, signResponses: true })

describe('a forged body in stream mode', () => {
  // A parser that comes late must not take the broken stream for one that was read: its handler would see no body.
  test.each([['close'], ['keep-alive']])(
    'never lets a handler run behind a slow middleware and a parser (%s)',
    async (connection) => {
      const refused: unknown[] = []
      const hear = (event: unknown): void => void refused.push(event)
      subscribe('hawk-auth:refused', hear)
      onTestFinished(() => void unsubscribe('hawk-auth:refused', hear))
      const bodies: unknown[] = []
      const app = new Koa().use(streaming)
      app.use(async (_ctx, next) => {
        await eventually(() => refused.length > 0, 'the refusal of the body')
        await next()
      })
      app.use(bodyParser()).use((ctx) => {
        bodies.push(ctx.request.body)
        ctx.body = {}
      })
      const { send } = await serve(app.callback())
      const { status, headers } = await send({ ...FORGED, headers: { Connection: connection } })
      expect([status, headers['www-authenticate']]).toEqual([401, 'Hawk error="Bad payload hash"'])
      expect(headers['server-authorization']).toBeUndefined()
      expect(bodies).toEqual([])
    },
  )

  test('is the error of whoever reads it, and Koa answers it with its challenge', async () => {
    const seen: unknown[] = []
    const app = new Koa().use(streaming).use(async (ctx) => {
      try {
        for await (const chunk of ctx.req) seen.push(String(chunk))
      } catch (error) {
        seen.push((error as { code?: unknown }).code)
        throw error
      }
    })
    const { send } = await serve(app.callback())
    const { status, headers, text } = await send(FORGED)
    expect(seen).toEqual(['ERR_HAWK_BAD_PAYLOAD_HASH'])
    expect([status, headers['www-authenticate'], headers['server-authorization'], text]).toEqual([
      401,
      'Hawk error="Bad payload hash"',
      undefined,
      'Bad payload hash',
    ])
  })

  test('cuts the connection of an answer that Koa has begun to stream', async () => {
    const app = new Koa().use(streaming).use((ctx) => {
      ctx.body = ctx.req
    })
    const { send } = await serve(app.callback())
    const body = 'x'.repeat(300_000)
    await expect(send({ body, signedBody: 'another' })).rejects.toThrow('closed without a whole answer')
    expect((await send({ body })).text).toBe(body)
  })
})
