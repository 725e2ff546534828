import { expect, test } from 'vitest'
import { behindEachProxy } from './support/behind-each-proxy.js'
import { Site } from './support/site.js'
import { PUBLIC_HOST, PUBLIC_ORIGIN } from './support/site-request.js'

const BAD_MAC = 'Hawk error="Bad mac"'

behindEachProxy('what clients sign for', (parts) => {
  test('a request that was signed for publicUrl passes, one for the inner origin does not', async () => {
    const site = await Site.start(parts)
    expect(await site.send()).toMatchObject({ status: 200, text: '{"by":"alice"}' })
    const inner = await site.send({ signed: { origin: site.innerOrigin } })
    expect(inner).toMatchObject({ status: 401, headers: { 'www-authenticate': BAD_MAC } })
    expect(site.runs).toEqual(['alice /who'])
  })

  test('neither a forged Host nor forged X-Forwarded headers get past publicUrl', async () => {
    const site = await Site.start(parts)
    const origin = 'https://other.example'
    const headers = { 'X-Forwarded-Host': 'other.example', 'X-Forwarded-Proto': 'https' }
    for (const forged of [headers, { Host: 'other.example' }]) {
      expect((await site.send({ headers: forged, signed: { origin } })).status).toBe(401)
      expect((await site.send({ headers: forged })).status).toBe(200)
    }
  })

  test('a proxy that is not told of makes an honest request a bad MAC', async () => {
    const site = await Site.start(parts, { guard: { publicUrl: undefined } })
    const honest = { headers: { Host: 'api.example.com' }, signed: { origin: 'https://api.example.com' } }
    expect((await site.send(honest)).headers['www-authenticate']).toBe(BAD_MAC)
  })

  test('the path that the proxy strips is the path of publicUrl', async () => {
    const guard = { publicUrl: `${PUBLIC_ORIGIN}/hooks` }
    const site = await Site.start(parts, { guard, proxy: { strips: '/hooks' } })
    expect(await site.send({ target: '/hooks/who?a=1' })).toMatchObject({ status: 200 })
    expect(site.requests[0]?.url).toBe('/who?a=1')
    const asSeenInside = await site.send({ target: '/hooks/who', signed: { target: '/who' } })
    expect(asSeenInside.headers['www-authenticate']).toBe(BAD_MAC)
    expect(site.runs).toEqual(['alice /who'])
  })

  test.each(['', '/hooks'])(
    'a path goes through as it was sent, however it is written: %s',
    async (strips) => {
      const guard = { publicUrl: PUBLIC_ORIGIN + strips }
      const site = await Site.start(parts, { guard, ...(strips !== '' && { proxy: { strips } }) })
      for (const target of ['/who?a=%2F&b=%c3%A9&c=+', '/who?%61=1', '/who?a=b//c/../d']) {
        expect([target, (await site.send({ target: strips + target })).status]).toEqual([target, 200])
      }
      // No handler is there, and so an authentic request is a 404; one that was changed would be a 401.
      for (const target of ['/a%2Fb', '/a%20b', '/a//b', '/%7Ealice', '/a;b=c']) {
        expect([target, (await site.send({ target: strips + target })).status]).toEqual([target, 404])
        expect(site.requests.at(-1)?.url).toBe(target)
      }
    },
  )

  test.runIf(parts.adapter.hasProxyTrust)(
    'the framework’s own proxy trust does without publicUrl, and the proxy overwrites what a client forges',
    async () => {
      const site = await Site.start(parts, { guard: { publicUrl: undefined }, trustsProxy: true })
      expect(await site.send()).toMatchObject({ status: 200, text: '{"by":"alice"}' })
      const headers = { 'X-Forwarded-Host': 'other.example', 'X-Forwarded-Proto': 'http' }
      expect((await site.send({ headers })).status).toBe(200)
      for (const origin of ['https://other.example', 'http://other.example', site.innerOrigin]) {
        const forged = await site.send({ headers, signed: { origin } })
        expect([origin, forged.headers['www-authenticate']]).toEqual([origin, BAD_MAC])
      }
      expect(site.runs).toHaveLength(2)
    },
  )

  test.runIf(parts.adapter.hasProxyTrust)(
    'under proxy trust the public host picks one of several',
    async () => {
      const guard = { publicUrl: [PUBLIC_ORIGIN, 'https://b.example'] }
      const site = await Site.start(parts, { guard, trustsProxy: true })
      expect((await site.send()).status).toBe(200)
      const other = { headers: { Host: 'b.example' }, signed: { origin: 'https://b.example' } }
      expect((await site.send(other)).status).toBe(200)
      expect((await site.send({ headers: { Host: PUBLIC_HOST }, signed: other.signed })).status).toBe(401)
      expect((await site.send({ headers: { Host: 'c.example' } })).status).toBe(400)
    },
  )
})
