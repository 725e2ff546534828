import { createLoopbackCertificate, eventually } from '@hawk-auth/testkit'
import { signRequest } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/fastify'
import { fastify } from 'fastify'
import { connect } from 'node:http2'
import { expect, onTestFinished, test } from 'vitest'
import { ALICE } from '../../../test/support/alice.js'

test('streams that their sender resets end no process, and no handler sees an end', async () => {
  const failures: unknown[] = []
  const note = (error: unknown): void => {
    failures.push(error)
  }
  process.on('unhandledRejection', note)
  onTestFinished(() => {
    process.off('unhandledRejection', note)
  })
  const app = fastify({ http2: true, https: createLoopbackCertificate() })
  await app.register(hawk, { credentials: () => ALICE, streamPayload: true })
  const ends: string[] = []
  let read = (): void => undefined
  app.addContentTypeParser('*', (_request, _payload, done) => {
    done(null)
  })
  app.post('/', async (request) => {
    try {
      for await (const chunk of request.raw) if (String(chunk) !== '') read()
      ends.push('end')
    } catch (error) {
      ends.push('error')
      throw error
    }
    return 'read'
  })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => app.close())
  const body = Buffer.alloc(200_000, 'forged ')
  for (let count = 0; count < 60; count += 1) {
    const { authorization } = signRequest({
      url: `${origin}/`,
      method: 'POST',
      credentials: ALICE,
      payload: body,
    })
    const session = connect(origin, { rejectUnauthorized: false })
    session.on('error', () => undefined)
    const begun = new Promise<void>((resolve) => {
      read = resolve
    })
    const stream = session.request({ ':method': 'POST', ':path': '/', authorization, 'content-type': 'x/y' })
    stream.on('error', () => undefined)
    stream.write(body.subarray(0, 60_000))
    await begun
    for (let turn = count % 5; turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve))
    stream.close(count % 2 === 0 ? 8 : 0)
    await eventually(() => ends.length === count + 1, 'what the handler saw')
    session.destroy()
  }
  expect(failures).toEqual([])
  expect(ends).not.toContain('end')
})
