import { createVerifier, signRequest } from '@hawk-auth/core'
import { parseAuthority } from '@hawk-auth/core/protocol'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { outcome } from '../support/verdicts.js'

/** Paths that a client which signs the text it was given mis-signs, among others: fetch sends another spelling. */
const paths = [
  '/',
  '',
  '/a?b=1&c=2',
  "/it's",
  "/a?b='c'",
  '/a|b',
  '/a^b',
  '/a`b`',
  '/a{b}',
  '/a?q={"x":[1]}',
  '/a b',
  '/ünï/cödé?ä=ö',
  '/日本語',
  '/a/../b/./c',
  '/a/%2e%2e/b',
  '/a%2Fb%20c?d=%C3%A9',
  '//double//slash',
  '/a;params=1',
  '/a\\b',
  '/<>"',
  '/a?b=c#d?e',
  '/tab\there',
]

describe('a URL that is signed', () => {
  const verifier = createVerifier({ credentials: () => client() })
  const seen: string[] = []
  const server = createServer((request: IncomingMessage, response) => {
    const { method = '', url = '', headers } = request
    const { host = '', port = 80 } = parseAuthority(headers.host) ?? {}
    seen.push(url)
    void Promise.resolve(
      verifier.verify({ method, target: url, host, port, authorization: headers.authorization }),
    ).then((verdict) => response.end(outcome(verdict)))
  })
  let origin = ''

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  it('is held against at least 20 URLs', () => {
    expect(paths.length).toBeGreaterThanOrEqual(20)
  })

  it.each(['/a?', '/a?#fragment'])(
    'has no empty query, whose question mark clients disagree on: %j',
    async (path) => {
      const url = new URL(`${origin}${path}`)
      const { authorization, artifacts } = signRequest({ url, credentials: client() })
      expect(artifacts.target).toBe('/a')
      url.search = ''
      const response = await fetch(url, { headers: { authorization } })
      expect(await response.text()).toBe('accepted')
    },
  )

  it.each(paths)('is what fetch sends: %j', async (path) => {
    for (const url of [`${origin}${path}`, new URL(`${origin}${path}`)]) {
      const { authorization, artifacts } = signRequest({ url, credentials: client() })
      const response = await fetch(url, { headers: { authorization } })
      expect(await response.text()).toBe('accepted')
      expect(artifacts.target).toBe(seen.at(-1))
    }
  })
})

describe('the place that is signed', () => {
  it.each<[string, string, number, string]>([
    ['http://example.com/a', 'example.com', 80, '/a'],
    ['https://example.com/a', 'example.com', 443, '/a'],
    ['http://example.com:80/a', 'example.com', 80, '/a'],
    ['https://example.com:443/a', 'example.com', 443, '/a'],
    ['https://example.com:80/a', 'example.com', 80, '/a'],
    ['http://example.com:8080', 'example.com', 8080, '/'],
    ['ws://example.com/a', 'example.com', 80, '/a'],
    ['wss://example.com/a', 'example.com', 443, '/a'],
    ['HTTPS://EXAMPLE.com/A', 'example.com', 443, '/A'],
    ['https://user:password@example.com/a', 'example.com', 443, '/a'],
    ['http://[::1]:8080/a', '[::1]', 8080, '/a'],
    ['http://[0:0:0:0:0:0:0:1]/a', '[::1]', 80, '/a'],
    ['http://127.1/a', '127.0.0.1', 80, '/a'],
    ['https://bücher.de/a', 'xn--bcher-kva.de', 443, '/a'],
    ['  https://example.com/a  ', 'example.com', 443, '/a'],
  ])('of %s is %s, port %d, %s', (url, host, port, target) => {
    const signed = { host, port, target }
    expect(signRequest({ url, credentials: client() }).artifacts).toMatchObject(signed)
    expect(signRequest({ url: new URL(url), credentials: client() }).artifacts).toMatchObject(signed)
  })
})
