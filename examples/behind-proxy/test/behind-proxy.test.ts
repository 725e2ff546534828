import { readFileSync, writeFileSync } from 'node:fs'
import { signRequest } from '@hawk-auth/core'
import { createLoopbackCertificate, eventually, rawRequest } from '@hawk-auth/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildExample } from '../../../test/support/example.js'
import type { Example, RunningExample } from '../../../test/support/example.js'
import { freePort, startService } from '../../../test/support/running-service.js'
import type { RunningService } from '../../../test/support/running-service.js'
import { HAPROXY, isMissing, NGINX } from '../../../test/support/services.js'
import type { Service } from '../../../test/support/services.js'

const tls = createLoopbackCertificate()

interface Proxy {
  service: Service
  /** Its configuration, as the example has it. */
  file: string
  args: readonly string[]
  /** What stands there for the port that it listens on, and for that of the API. */
  listen: string
  upstream: string
  /** Reads its log. */
  log: (running: RunningService) => string
}

const PROXIES: Readonly<Record<string, Proxy>> = {
  nginx: {
    service: NGINX,
    file: 'nginx.conf',
    args: ['-p', '.', '-e', 'stderr', '-c', 'nginx.conf'],
    listen: 'listen 127.0.0.1:8443 ssl http2;',
    upstream: 'server 127.0.0.1:8000;',
    log: ({ directory }) => readFileSync(`${directory}/run/access.log`, 'utf8'),
  },
  haproxy: {
    service: HAPROXY,
    file: 'haproxy.cfg',
    args: ['-f', 'haproxy.cfg'],
    listen: 'bind 127.0.0.1:8443 ssl',
    upstream: 'server api 127.0.0.1:8000',
    log: ({ output }) => output(),
  },
}

let example: Example

beforeAll(async () => {
  example = await buildExample('behind-proxy')
}, 120_000)

describe.each(Object.entries(PROXIES))('behind %s', (name, proxy) => {
  describe.skipIf(isMissing(proxy.service, `examples/behind-proxy with ${name}`))('the example', () => {
    let running: RunningService | undefined
    let server: RunningExample | undefined
    let printed: readonly string[] = []
    let publicUrl: string

    beforeAll(async () => {
      const apiPort = await freePort()
      running = await startService(proxy.service, ({ port }) => ({
        files: {
          [proxy.file]: configurationOf(proxy, port, apiPort),
          'run/certificate.pem': tls.cert,
          'run/key.pem': tls.key,
          'run/site.pem': tls.cert + tls.key,
        },
        args: proxy.args,
      }))
      publicUrl = `https://localhost:${running.port}/v1`
      server = await example.start({ env: { PORT: String(apiPort), PUBLIC_URL: publicUrl } })
      printed = server.printed
    }, 60_000)

    afterAll(async () => {
      await server?.stop()
      await running?.stop()
    })

    /** Runs a line that the server printed, as whoever pastes it does. */
    async function paste(mode: string): Promise<string> {
      const line = printed.find((each) => each.includes(`send.js ${mode} `))
      if (line === undefined || running === undefined) throw new Error(`no line for ${mode} was printed`)
      const certificate = `${running.directory}/run/ca.pem`
      writeFileSync(certificate, tls.cert)
      return example.run('/bin/sh', ['-c', line], { env: { NODE_EXTRA_CA_CERTS: certificate } })
    }

    /** Sends the head of a request, signed as the example's client unless told otherwise. */
    async function get(target: string, headers: Record<string, string> = {}): Promise<number> {
      const line = printed.find((each) => each.includes('HAWK_KEY=')) ?? ''
      const [, id = '', key = ''] = /HAWK_ID=(\S+) HAWK_KEY=(\S+)/.exec(line) ?? []
      const { host, origin } = new URL(publicUrl)
      const { authorization } = signRequest({ url: origin + target, credentials: { id, key } })
      const all = { Host: host, Authorization: authorization, ...headers }
      const lines = Object.entries(all).map(([header, value]) => `${header}: ${value}\r\n`)
      const bytes = `GET ${target} HTTP/1.1\r\n${lines.join('')}\r\n`
      const port = Number(new URL(publicUrl).port)
      return (await rawRequest(port, bytes, { tls: { ca: tls.cert, servername: 'localhost' } })).status
    }

    test('takes a request that was signed for the public URL, and signs its answer', async () => {
      const sent = await paste('whoami')
      expect(sent).toContain('→ 200\n')
      expect(sent).toContain('{"id":"ci-bot","ip":"127.0.0.1"}')
      expect(sent).toContain('The answer is signed by the server.')
    })

    test('takes a report, and an upload that is larger than other bodies may be', async () => {
      expect(await paste('report')).toContain('→ 201\n')
      const uploaded = await paste('upload')
      expect(uploaded).toContain('{"name":"build.log","bytes":8000000,"by":"ci-bot"}')
    })

    test('refuses what was signed for the address behind the proxy', async () => {
      const sent = await paste('inner')
      expect(sent).toContain('→ 401\n')
      expect(sent).toContain('WWW-Authenticate: Hawk error="Bad mac"')
      await eventually(() => printed.some((line) => line.includes('ERR_HAWK_BAD_MAC')), 'the line in the log')
      expect(printed.at(-1)).toMatch(/^\S{8,} from 127\.0\.0\.1 was refused: ERR_HAWK_BAD_MAC$/)
    })

    test('passes a path on as it was sent, and nothing beside /v1', async () => {
      expect(await get('/v1/whoami?a=%2F&b=c+d')).toBe(200)
      // An authentic request for something that is not there.
      for (const target of ['/v1/a%2Fb', '/v1/a//b', '/v1/%77hoami', '/v1/a%20b;c']) {
        expect([target, await get(target)]).toEqual([target, 404])
      }
      for (const target of ['/whoami', '/v1', '/v10/whoami', '//v1/whoami', '/v1/../whoami']) {
        expect([400, 401, 404]).toContain(await get(target))
      }
    })

    test('believes no header in which a client names another host', async () => {
      const forged = { 'X-Forwarded-Host': 'other.example', 'X-Forwarded-For': '192.0.2.1' }
      expect(await get('/v1/whoami', { ...forged, Forwarded: 'host=other.example;for=192.0.2.1' })).toBe(200)
    })

    test('logs neither queries nor keys nor MACs', async () => {
      await get('/v1/whoami?bewit=c2VjcmV0')
      const logged = (): string => (running === undefined ? '' : proxy.log(running))
      await eventually(() => / 40\d /.test(logged()), 'the line in the log')
      expect(logged()).toContain('GET /v1/whoami ')
      expect(logged()).not.toMatch(/bewit|c2VjcmV0|mac=|Hawk/)
      const keys = printed.flatMap((line) => /HAWK_KEY=(\S+)/.exec(line)?.[1] ?? [])
      for (const key of keys) expect(logged()).not.toContain(key)
    })
  })
})

/** The configuration of the example on other ports; nothing else is changed. */
function configurationOf({ file, listen, upstream }: Proxy, port: number, apiPort: number): string {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
  for (const line of [listen, upstream]) expect(text.split(line)).toHaveLength(2)
  return text
    .replace(listen, listen.replace('8443', String(port)))
    .replace(upstream, upstream.replace('8000', String(apiPort)))
}
