import { verifyResponse } from '@hawk-auth/core'
import { describe, expect, test } from 'vitest'
import { gunzipSync } from 'node:zlib'
import { behindEachProxy } from './support/behind-each-proxy.js'
import { LONG_TEXT } from './support/routes.js'
import { Site } from './support/site.js'
import { CLIENTS, writeRequest } from './support/site-request.js'

const guard = { signResponses: true }

behindEachProxy('signed answers', (parts) => {
  describe.each(['/text', '/json'])('of %s', (target) => {
    test.each([false, true])(
      'are verified behind the proxy; compressed on the way: %s',
      async (compresses) => {
        const site = await Site.start(parts, { guard, proxy: { compresses } })
        const request = writeRequest({ target, headers: { 'Accept-Encoding': 'gzip' } })
        const { status, headers, body } = await site.exchange(request)
        expect([status, headers['content-encoding']]).toEqual([200, compresses ? 'gzip' : undefined])
        const verdict = (payload: Uint8Array): ReturnType<typeof verifyResponse> =>
          verifyResponse({
            credentials: CLIENTS.alice,
            artifacts: request.artifacts,
            serverAuthorization: headers['server-authorization'],
            payload,
            contentType: headers['content-type'],
          })
        const decoded = compresses ? gunzipSync(body) : body
        expect(decoded.toString()).toContain(LONG_TEXT)
        expect(verdict(decoded)).toMatchObject({ ok: true })
        decoded[0] = decoded[0] === 0 ? 1 : 0
        expect(verdict(decoded)).toMatchObject({ ok: false })
        // What is on the wire is not what was signed: clients decode first.
        if (compresses) expect(verdict(body)).toMatchObject({ ok: false })
      },
    )
  })

  test('a refusal is not signed on its way either', async () => {
    const site = await Site.start(parts, { guard, proxy: { compresses: true } })
    const { status, headers } = await site.send({ authorization: 'Basic YTpi' })
    expect([status, headers['server-authorization']]).toEqual([401, undefined])
  })
})
