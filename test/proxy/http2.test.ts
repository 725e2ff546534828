import { expect, test } from 'vitest'
import { behindEachProxy } from './support/behind-each-proxy.js'
import { bodyKinds } from './support/body-kinds.js'
import { answerOf, Http2Session } from './support/http2-session.js'
import { reportOf } from './support/routes.js'
import { Site } from './support/site.js'
import { CLIENTS } from './support/site-request.js'

const STRANGER = { ...CLIENTS.alice, key: 'guessed' }

behindEachProxy('clients over HTTP/2', (parts) => {
  test('many requests at once get each their own answer', async () => {
    const site = await Site.start(parts)
    const session = await Http2Session.open(site)
    const senders = [CLIENTS.alice, CLIENTS.bob, STRANGER, CLIENTS.bob, CLIENTS.alice, STRANGER]
    const answers = await Promise.all(senders.map((credentials) => session.send({ credentials })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 200, 200, 401])
    expect(answers[2]?.headers['www-authenticate']).toBe('Hawk error="Bad mac"')
    expect([answers[0], answers[1]].map((answer) => answer?.text)).toEqual(['{"by":"alice"}', '{"by":"bob"}'])
  })

  test.each([true, false])(
    'bodies without a length arrive as they were signed; request buffering: %s',
    async (buffersRequests) => {
      const guard = { maxPayloadBytes: 4 << 20 }
      const site = await Site.start(parts, { guard, proxy: { buffersRequests } })
      const session = await Http2Session.open(site)
      for (const [kind, { request, decoded }] of bodyKinds(parts.adapter)) {
        const answer = await session.send({ ...request, target: '/body' })
        expect([kind, answer.text]).toEqual([kind, JSON.stringify(reportOf('alice', decoded))])
        if (decoded.length === 0) continue
        const forged = await session.send({ ...request, target: '/body', signed: { body: 'something else' } })
        expect([kind, forged.status]).toEqual([kind, 401])
      }
    },
  )

  test.runIf(parts.adapter.hasProxyTrust)('the public host is what :authority said', async () => {
    const site = await Site.start(parts, { guard: { publicUrl: undefined }, trustsProxy: true })
    const session = await Http2Session.open(site)
    expect((await session.send({})).status).toBe(200)
    const other = await session.send({ signed: { origin: 'https://other.example' } })
    expect(other.status).toBe(401)
  })

  test('an upload that is refused before its end leaves the other requests of its connection alone', async () => {
    const site = await Site.start(parts, { proxy: { buffersRequests: false } })
    const session = await Http2Session.open(site)
    const upload = session.open({ credentials: STRANGER, body: '' })
    upload.write(Buffer.alloc(10_000, 'x'))
    expect((await answerOf(upload)).status).toBe(401)
    expect(await session.send({ credentials: CLIENTS.bob })).toMatchObject({
      status: 200,
      text: '{"by":"bob"}',
    })
    upload.destroy()
    expect(site.runs).toEqual(['bob /who'])
  })
})
