import { createVerifier, hawk } from '@hawk-auth/fastify'
import { RawConnection } from '@hawk-auth/testkit'
import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { ALICE, options } from '../../../test/support/alice.js'
import { serve } from './support/served.js'

const FORGER = { ...ALICE, key: 'another key' }

describe('several registrations', () => {
  test('of one verifier verify a request once, each with its own policy', async () => {
    const verifier = createVerifier(options)
    const app = fastify()
    await app.register(hawk, { verifier, required: false })
    app.get('/', ({ hawk: auth }) => auth?.credentials.id ?? 'nobody')
    await app.register(async (inner) => {
      await inner.register(hawk, { verifier })
      inner.get('/inner', (request) => hawk.auth(request).credentials.id)
    })
    const { send } = await serve(app)
    expect((await send({ isSigned: false })).text).toBe('nobody')
    expect((await send({ path: '/inner' })).text).toBe('alice')
    const refused = await send({ path: '/inner', isSigned: false })
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Hawk'])
  })

  test('of two verifiers are a mistake that says so', async () => {
    const app = fastify()
    await app.register(hawk, options)
    await app.register(hawk, { verifier: createVerifier(options) })
    app.get('/', () => 'in')
    const { send } = await serve(app)
    const { status, text } = await send()
    expect([status, JSON.parse(text)]).toEqual([
      500,
      expect.objectContaining({ code: 'ERR_HAWK_GUARD_CONFLICT' }),
    ])
  })

  test('both heed what a route says', async () => {
    const verifier = createVerifier(options)
    const app = fastify()
    await app.register(hawk, { verifier })
    await app.register(async (inner) => {
      await inner.register(hawk, { verifier })
      inner.get('/open', { config: { hawk: false } }, () => 'open')
      inner.get('/anybody', { config: { hawk: { required: false } } }, () => 'anybody')
    })
    const { send } = await serve(app)
    expect((await send({ path: '/open', isSigned: false })).text).toBe('open')
    expect((await send({ path: '/anybody', isSigned: false })).text).toBe('anybody')
    expect((await send({ path: '/anybody', credentials: FORGER })).status).toBe(401)
  })

  test('sign no refusal of the second, though the first was to sign', async () => {
    const verifier = createVerifier(options)
    const app = fastify()
    await app.register(hawk, { verifier, payload: 'if-signed', signResponses: true })
    await app.register(hawk, { verifier, payload: 'required', signResponses: true })
    app.post('/', () => 'in')
    const { port, write } = await serve(app)
    const signedWithout = write({ method: 'POST' }).bytes.toString().trimEnd()
    const connection = await RawConnection.open(port)
    connection.write(`${signedWithout}\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbody`)
    const { status, text, headers } = await connection.response()
    connection.destroy()
    expect([status, JSON.parse(text)]).toEqual([
      401,
      expect.objectContaining({ code: 'ERR_HAWK_MISSING_PAYLOAD_HASH' }),
    ])
    expect(headers['server-authorization']).toBeUndefined()
  })
})
