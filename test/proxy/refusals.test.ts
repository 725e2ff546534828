import { verifyChallenge } from '@hawk-auth/core'
import { eventually } from '@hawk-auth/testkit'
import { describe, expect, test } from 'vitest'
import { freePort } from '../support/running-service.js'
import { behindEachProxy } from './support/behind-each-proxy.js'
import { Site } from './support/site.js'
import { CLIENTS, writeRequest } from './support/site-request.js'
import type { SiteRequest } from './support/site-request.js'

const REPLAYED = 'Hawk error="Invalid nonce"'

/** Requests that are refused for what their header says. */
const REFUSED: Readonly<Record<string, { request: SiteRequest; status: number; challenge?: string }>> = {
  'without credentials': { request: { authorization: 'Basic YTpi' }, status: 401, challenge: 'Hawk' },
  'by a wrong key': {
    request: { credentials: { ...CLIENTS.alice, key: 'guessed' } },
    status: 401,
    challenge: 'Hawk error="Bad mac"',
  },
  'for another path': {
    request: { signed: { target: '/open' } },
    status: 401,
    challenge: 'Hawk error="Bad mac"',
  },
  'in another grammar': { request: { authorization: 'Hawk id=alice' }, status: 400 },
}

behindEachProxy('refusals', (parts) => {
  test.each(Object.entries(REFUSED))(
    'a request that was signed %s gets status, challenge and body of the application’s refusal',
    async (_name, { request, status, challenge }) => {
      const site = await Site.start(parts)
      for (const one of [request, { ...request, body: 'a body that goes with it' }]) {
        const refused = await site.send(one)
        const inside = await site.sendInside(one)
        expect(refused.status).toBe(status)
        expect(refused.headers['www-authenticate']).toBe(challenge)
        expect(refused.headers['cache-control']).toBe('no-store')
        expect(refused.headers['content-type']).toBe(inside.headers['content-type'])
        expect(refused.text).toBe(inside.text)
      }
      expect(site.runs).toEqual([])
    },
  )

  test('a stale request is told the time, in a way that its sender can check', async () => {
    const site = await Site.start(parts)
    const clock = (): number => Date.now() - 3_600_000
    const { headers } = await site.send({ clock })
    const challenge = verifyChallenge({
      credentials: CLIENTS.alice,
      wwwAuthenticate: headers['www-authenticate'] ?? '',
    })
    expect(challenge).toMatchObject({ ok: true, serverTimeSeconds: expect.any(Number) as number })
  })

  test('a request that is sent again is refused', async () => {
    const site = await Site.start(parts)
    for (const request of [{}, { target: '/body', body: 'a body' }]) {
      const signed = writeRequest(request)
      expect((await site.exchange(signed)).status).toBe(200)
      const again = await site.exchange(signed)
      expect(again).toMatchObject({ status: 401, headers: { 'www-authenticate': REPLAYED } })
    }
    expect(site.runs).toEqual(['alice /who', 'alice /body'])
  })

  describe('a proxy that tries again', () => {
    const twice = (port: number): number[] => [port, port]

    test('after a server that can’t be reached harms nothing', async () => {
      const dead = await freePort()
      const site = await Site.start(parts, {
        proxy: { retriesAll: true },
        upstreams: (port) => [dead, port],
      })
      for (const request of [{}, { target: '/body', body: 'a body' }]) {
        expect((await site.send(request)).status).toBe(200)
      }
      expect(site.runs).toEqual(['alice /who', 'alice /body'])
    })

    test.each([{}, { body: 'a body' }])(
      'after a server that hung up runs its handler once: %o',
      async (request) => {
        const site = await Site.start(parts, { proxy: { retriesAll: true }, upstreams: twice })
        const answer = await site.send({ ...request, target: '/hang-up' })
        expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': REPLAYED } })
        expect(site.requests.length).toBeGreaterThan(1)
        expect(site.runs).toEqual(['alice /hang-up'])
      },
    )

    test('does not do so, unless it is told to, with a request that was sent whole', async () => {
      const site = await Site.start(parts, { upstreams: twice })
      expect((await site.send({ target: '/hang-up', body: 'a body' })).status).toBe(502)
      await eventually(() => site.sockets.every(({ destroyed }) => destroyed), 'the end of the connections')
      expect(site.requests).toHaveLength(1)
    })
  })
})
