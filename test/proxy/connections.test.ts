import type { RawConnection } from '@hawk-auth/testkit'
import { expect, test } from 'vitest'
import { behindEachProxy } from './support/behind-each-proxy.js'
import { Site } from './support/site.js'
import { CLIENTS, inChunk, writeRequest } from './support/site-request.js'

/** A body that would be a good request, if anybody took it for one. */
const smuggled = (): Buffer => writeRequest({ target: '/who?smuggled' }).bytes
const STRANGER = { ...CLIENTS.alice, key: 'guessed' }

behindEachProxy('connections', (parts) => {
  test('clients that share a connection to the application are told apart', async () => {
    const site = await Site.start(parts)
    for (let round = 0; round < 5; round++) {
      expect((await site.send({ credentials: CLIENTS.alice })).text).toBe('{"by":"alice"}')
      expect((await site.send({ credentials: CLIENTS.bob })).text).toBe('{"by":"bob"}')
    }
    expect(site.sockets).toHaveLength(1)
  })

  test.each([true, false])(
    'a refused body is never the next request of a connection that goes on; request buffering: %s',
    async (buffersRequests) => {
      const site = await Site.start(parts, { proxy: { buffersRequests } })
      for (const isChunked of [false, true]) {
        const refused = await site.send({ credentials: STRANGER, body: smuggled(), isChunked })
        expect(refused.status).toBe(401)
        const next = await site.send({ credentials: CLIENTS.bob })
        expect(next).toMatchObject({ status: 200, text: '{"by":"bob"}' })
      }
      expect(site.requests.map(({ url }) => url)).toEqual(['/who', '/who', '/who', '/who'])
      expect(site.runs).toEqual(['bob /who', 'bob /who'])
    },
  )

  test('an endless upload is refused at once, and the next client gets its own answer', async () => {
    const site = await Site.start(parts, { proxy: { buffersRequests: false } })
    const chunk = inChunk(Buffer.concat(Array.from({ length: 100 }, smuggled)))
    for (let round = 0; round < 3; round++) {
      const connection = await site.connect()
      connection.write(writeRequest({ credentials: STRANGER, body: '', isChunked: true }).head)
      const stop = keepSending(connection, chunk)
      expect((await connection.response()).status).toBe(401)
      // It is sending still.
      const next = await site.send({ credentials: CLIENTS.bob })
      expect(next).toMatchObject({ status: 200, text: '{"by":"bob"}' })
      stop()
      connection.destroy()
    }
    expect(site.requests.map(({ url }) => url)).toEqual(Array.from({ length: 6 }, () => '/who'))
    expect(site.runs).toEqual(['bob /who', 'bob /who', 'bob /who'])
    expect(site.bytesRead).toBeLessThan(3 * (2 << 20))
  })

  test('a refused upload that is not whole ends its connection to the application', async () => {
    const site = await Site.start(parts, { proxy: { buffersRequests: false } })
    const connection = await site.connect()
    connection.write(writeRequest({ credentials: STRANGER, body: '', isChunked: true }).head)
    connection.write(inChunk(Buffer.alloc(10_000, 'x')))
    expect((await connection.response()).status).toBe(401)
    expect((await site.send()).status).toBe(200)
    expect(site.sockets).toHaveLength(2)
  })

  test('requests that are sent without waiting are answered in their order', async () => {
    const site = await Site.start(parts)
    const connection = await site.connect()
    const requests = [
      { credentials: CLIENTS.alice },
      { credentials: CLIENTS.bob, body: 'forged', signed: { body: 'signed' } },
      { credentials: CLIENTS.bob, target: '/body', body: 'a body' },
      { credentials: STRANGER },
      { credentials: CLIENTS.alice },
    ]
    connection.write(Buffer.concat(requests.map((request) => writeRequest(request).bytes)))
    const statuses: number[] = []
    for (const _ of requests) statuses.push((await connection.response()).status)
    expect(statuses).toEqual([200, 401, 200, 401, 200])
    expect(site.runs).toEqual(['alice /who', 'bob /body', 'alice /who'])
  })
})

/** Sends bytes again and again, and leaves the others of this process their turn, until it is told to stop. */
function keepSending({ socket }: RawConnection, bytes: Buffer): () => void {
  const timer = setInterval(() => {
    if (!socket.destroyed && !socket.writableNeedDrain) socket.write(bytes)
  }, 1)
  return () => clearInterval(timer)
}
