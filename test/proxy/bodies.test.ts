import { eventually } from '@hawk-auth/testkit'
import type { RawConnection } from '@hawk-auth/testkit'
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { behindEachProxy } from './support/behind-each-proxy.js'
import { BODY_KINDS, bodyKinds } from './support/body-kinds.js'
import { reportOf } from './support/routes.js'
import { Site } from './support/site.js'
import { writeRequest } from './support/site-request.js'
import type { SiteRequest } from './support/site-request.js'

const BAD_HASH = 'Hawk error="Bad payload hash"'
const maxPayloadBytes = 4 << 20

behindEachProxy('bodies', (parts) => {
  // HAProxy has a buffer's worth to hold, which changes nothing.
  const bufferings = parts.proxy.holdsBodies ? [true, false] : [false]
  describe.each(bufferings)('with request buffering: %s', (buffersRequests) => {
    const proxy = { buffersRequests }

    test('a body of every kind arrives as it was signed', async () => {
      const site = await Site.start(parts, { proxy, guard: { maxPayloadBytes } })
      for (const [kind, { request, decoded }] of bodyKinds(parts.adapter)) {
        const answer = await site.send({ ...request, target: '/body' })
        expect([kind, answer.status, answer.text]).toEqual([
          kind,
          200,
          JSON.stringify(reportOf('alice', decoded)),
        ])
      }
    })

    test('a body of every kind that was changed is refused, and the answer is the application’s, whole', async () => {
      const site = await Site.start(parts, { proxy, guard: { maxPayloadBytes } })
      for (const [kind, { request, decoded }] of bodyKinds(parts.adapter)) {
        if (decoded.length === 0) continue
        const forged = { ...request, target: '/body', signed: { body: 'something else' } }
        const answer = await site.send(forged)
        const inside = await site.sendInside(forged)
        expect([kind, answer.status, answer.headers['www-authenticate']]).toEqual([kind, 401, BAD_HASH])
        expect(answer.headers['cache-control']).toBe('no-store')
        expect(answer.headers['content-type']).toBe(inside.headers['content-type'])
        expect(answer.text).toBe(inside.text)
      }
      expect(site.runs).toEqual([])
    })

    test('a body that flows is handed on, or breaks off where it was changed', async () => {
      const site = await Site.start(parts, { proxy, guard: { streamPayload: true } })
      for (const [kind, { request, decoded }] of bodyKinds(parts.adapter)) {
        const answer = await site.send({ ...request, target: '/body' })
        expect([kind, answer.status, answer.text]).toEqual([
          kind,
          200,
          JSON.stringify(reportOf('alice', decoded)),
        ])
        if (decoded.length === 0) continue
        const forged = await site.send({ ...request, target: '/body', signed: { body: 'something else' } })
        expect([kind, forged.status, forged.headers['www-authenticate']]).toEqual([kind, 401, BAD_HASH])
      }
    })

    test.each(['Content-Length', 'chunks'])(
      'a body over the bound is a 413, sent with %s',
      async (framing) => {
        const site = await Site.start(parts, { proxy, guard: { maxPayloadBytes: 100_000 } })
        const isChunked = framing === 'chunks'
        const body = Buffer.alloc(3 << 20, 'x')
        expect((await site.send({ target: '/body', body, isChunked })).status).toBe(413)
        expect(site.runs).toEqual([])
        if (parts.adapter.cutsLate === true) return
        expect((await site.send({ target: '/body', body: 'small' })).status).toBe(200)
        expect(site.runs).toEqual(['alice /body'])
      },
    )

    test('a sender who goes away has run nothing, and the proxy serves the next', async () => {
      const site = await Site.start(parts, { proxy })
      const body = 'x'.repeat(100_000)
      for (const request of [
        { target: '/body', body },
        { target: '/body', body, isChunked: true },
      ]) {
        const before = site.requests.length
        const connection = await site.connect()
        const { bytes } = writeRequest(request)
        connection.write(bytes.subarray(0, bytes.length - 1000))
        if (!buffersRequests) await reaches(site, before + 1)
        connection.destroy()
        expect((await site.send()).status).toBe(200)
        // What was begun for him is given up.
        const begun = site.requests.slice(before).filter(({ url }) => url === '/body')
        expect(begun).toHaveLength(buffersRequests ? 0 : 1)
        await eventually(() => begun.every(({ destroyed }) => destroyed), 'the end of what nobody waits for')
      }
      expect(site.runs).toEqual(['alice /who', 'alice /who'])
    })
  })

  const { parsers } = parts.adapter
  test.runIf(parsers.includes('json'))('a JSON parser behind the guard gets what was signed', async () => {
    const site = await Site.start(parts)
    const { request, decoded } = BODY_KINDS.gzip
    const answer = await site.send({ ...request, target: '/parse/json' })
    expect(JSON.parse(answer.text)).toEqual({ parsed: JSON.parse(decoded.toString()) as unknown })
  })

  test.runIf(parsers.includes('multipart'))(
    'a multipart parser behind the guard gets what was signed',
    async () => {
      const site = await Site.start(parts)
      const answer = await site.send({ ...BODY_KINDS.multipart.request, target: '/parse/multipart' })
      expect(JSON.parse(answer.text)).toEqual({ parsed: { log: 'one\r\ntwo' } })
    },
  )

  test('a large upload flows: what its handler does not take yet stays with its sender', async () => {
    const guard = { streamPayload: true }
    const site = await Site.start(parts, { guard, proxy: { buffersRequests: false } })
    const body = randomBytes(16 << 20)
    const { head } = writeRequest({ target: '/body/held', body, method: 'PUT' })
    const connection = await site.connect()
    connection.write(head)
    const sent = pump(connection, body)
    await eventually(() => site.held.length === 1, 'a handler that holds the upload')
    await isStill(site)
    expect(site.bytesRead).toBeLessThan(1 << 20)
    site.held[0]?.()
    expect(JSON.parse((await connection.response()).text)).toEqual(reportOf('alice', body))
    await sent
  })

  test.runIf(parts.proxy.holdsBodies)('the proxy’s own bound keeps a body from the application', async () => {
    const site = await Site.start(parts, { proxy: { maxBodyBytes: 10_000 } })
    const answer = await site.send({ target: '/body', body: 'x'.repeat(10_001) } satisfies SiteRequest)
    expect(answer.status).toBe(413)
    expect(answer.headers['cache-control']).toBeUndefined()
    expect((await site.send({ target: '/body', body: 'x'.repeat(10_000) })).status).toBe(200)
    expect(site.requests).toHaveLength(1)
  })
})

async function reaches(site: Site, requests: number): Promise<void> {
  await eventually(() => site.requests.length === requests, 'the request at the application')
}

/** Sends bytes as fast as they are taken. */
async function pump({ socket }: RawConnection, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; at += 65_536) {
    if (!socket.write(bytes.subarray(at, at + 65_536)))
      await new Promise((resolve) => socket.once('drain', resolve))
  }
}

/** Waits until the application reads no more. */
async function isStill(site: Site): Promise<void> {
  let before = -1
  let stillFor = 0
  await eventually(() => {
    stillFor = site.bytesRead === before ? stillFor + 1 : 0
    before = site.bytesRead
    return stillFor > 50
  }, 'a server that waits')
}
