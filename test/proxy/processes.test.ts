import { createLoopbackCertificate, RawConnection, rawRequest } from '@hawk-auth/testkit'
import { createHash } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startService } from '../support/running-service.js'
import type { RunningService } from '../support/running-service.js'
import { isMissing } from '../support/services.js'
import { buildChildren, startChild } from './support/child-server.js'
import type { ChildServer } from './support/child-server.js'
import { nginx } from './support/nginx.js'
import { PUBLIC_ORIGIN, writeRequest } from './support/site-request.js'

const WARNING = 'HAWK_UNTRUSTED_PROXY'
const MEBIBYTE = 1 << 20
const UPLOAD_MEBIBYTES = 192

const certificate = createLoopbackCertificate()
const tls = { ca: certificate.cert, servername: 'localhost' }

describe.skipIf(isMissing(nginx.service, 'guards in processes of their own, behind nginx'))(
  'behind nginx',
  () => {
    const running: (ChildServer | RunningService)[] = []
    beforeAll(buildChildren, 120_000)
    afterEach(async () => {
      await Promise.all(running.splice(0).map((each) => each.stop()))
    })

    async function start(
      framework: string,
      setting?: string,
    ): Promise<{ server: ChildServer; proxy: RunningService }> {
      const server = await startChild(framework, setting)
      running.push(server)
      const plan = { upstreams: [server.port], buffersRequests: false }
      const proxy = await startService(nginx.service, (place) =>
        nginx.setup(plan, { ...place, tls: certificate }),
      )
      running.push(proxy)
      return { server, proxy }
    }

    async function statuses(port: number, kind: { tls?: typeof tls } = {}): Promise<number[]> {
      const requests = [writeRequest({}), writeRequest({})]
      return Promise.all(requests.map(async ({ bytes }) => (await rawRequest(port, bytes, kind)).status))
    }

    describe.each(['express', 'koa', 'fastify', 'node'])('%s', (framework) => {
      test('warns once of a proxy that it was not told of', async () => {
        const { server, proxy } = await start(framework)
        expect(await statuses(server.port)).toEqual([200, 200])
        expect(await statuses(proxy.port, { tls })).toEqual([401, 401])
        expect(await statuses(proxy.port, { tls })).toEqual([401, 401])
        const warnings = (await server.stop()).match(new RegExp(WARNING, 'g'))
        expect(warnings).toEqual([WARNING])
      })

      test('warns of no proxy where no forwarded header came', async () => {
        const { server } = await start(framework)
        expect(await statuses(server.port)).toEqual([200, 200])
        expect(await server.stop()).not.toContain(WARNING)
      })

      test.each(framework === 'node' ? [PUBLIC_ORIGIN] : [PUBLIC_ORIGIN, 'trust'])(
        'warns of no proxy that it was told of: %s',
        async (setting) => {
          const { server, proxy } = await start(framework, setting)
          expect(await statuses(proxy.port, { tls })).toEqual([200, 200])
          expect(await server.stop()).not.toContain(WARNING)
        },
      )

      test('takes a large upload in flat memory', async () => {
        const { proxy } = await start(framework, PUBLIC_ORIGIN)
        const part = Buffer.alloc(MEBIBYTE, 'a large upload ')
        const hash = createHash('sha256').update('hawk.1.payload\n\n')
        for (let at = 0; at < UPLOAD_MEBIBYTES; at++) hash.update(part)
        const connection = await RawConnection.open(proxy.port, { tls })
        const headers = { 'Content-Length': String(part.length * UPLOAD_MEBIBYTES) }
        connection.write(
          writeRequest({ method: 'PUT', headers, hash: hash.update('\n').digest('base64') }).head,
        )
        for (let at = 0; at < UPLOAD_MEBIBYTES; at++) {
          if (!connection.socket.write(part)) {
            await new Promise((resolve) => connection.socket.once('drain', resolve))
          }
        }
        const { text } = await connection.response()
        connection.destroy()
        const report = JSON.parse(text) as { bytes: number; grewBy: number }
        expect(report.bytes).toBe(part.length * UPLOAD_MEBIBYTES)
        // Garbage that waits for its collector is in it.
        expect(report.grewBy).toBeLessThan(UPLOAD_MEBIBYTES * (MEBIBYTE >> 1))
      })
    })
  },
)
