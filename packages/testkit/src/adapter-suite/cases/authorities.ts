import { equal } from 'node:assert/strict'
import type { SuiteContext } from '../suite-context.js'

const ODD_HOSTS = [
  'user@host',
  'host?x',
  'host/x',
  'host#x',
  'a b',
  'host:99999',
  'host:-1',
  'host:80:80',
  '[::1',
  '::1',
  'h\\x',
  '',
]

/** Which host and port a request was signed for. */
export function authorityCases(suite: SuiteContext): void {
  const port = suite.defaultPort
  suite.group('knows whom a request was sent to', () => {
    suite.case('by the explicit port of Host', {}, async (app) => {
      suite.isAccepted(
        await app.send({ host: 'example.com:8443', signed: { host: 'example.com', port: 8443 } }),
      )
    })

    suite.case('by the port of the protocol where Host has none', {}, async (app) => {
      suite.isAccepted(await app.send({ host: 'example.com', signed: { host: 'example.com', port } }))
      suite.isAccepted(await app.send({ host: 'example.com:', signed: { host: 'example.com', port } }))
    })

    suite.case('whatever the case of the host', {}, async (app) => {
      suite.isAccepted(await app.send({ host: 'EXAMPLE.com', signed: { host: 'example.COM', port } }))
    })

    suite.case('at an IPv6 address, signed in brackets or bare', {}, async (app) => {
      for (const host of ['[::1]', '::1']) {
        suite.isAccepted(await app.send({ host: '[::1]:8080', signed: { host, port: 8080 } }))
      }
    })

    suite.case('never by a second spelling of an address', {}, async (app) => {
      await suite.refuses(
        app,
        { host: '[0:0:0:0:0:0:0:1]', signed: { host: '::1', port } },
        'ERR_HAWK_BAD_MAC',
      )
    })

    for (const host of ODD_HOSTS) {
      suite.http1.case(`and refuses the Host "${host}"`, {}, async (app) => {
        await suite.refuses(app, { host, signed: { host, port } }, 'ERR_HAWK_MALFORMED')
      })
    }

    suite.http1.case(
      'and judges no Host where there is no Hawk header',
      { guard: { required: false } },
      async (app) => {
        suite.isAccepted(await app.send({ host: 'user@host', authorization: null }))
      },
    )

    suite.http1.case('and refuses two Authorization headers', {}, async (app) => {
      const { authorization } = app.write({})
      const headers = { authorization: authorization ?? '' }
      await suite.refuses(app, { headers }, 'ERR_HAWK_MALFORMED', 'Multiple Authorization headers')
      await suite.refuses(app, { headers: { authorization: 'Bearer x' } }, 'ERR_HAWK_MALFORMED')
    })

    suite.http1.case(
      'and refuses two Authorization headers where none is required',
      { guard: { required: false } },
      async (app) => {
        const request = {
          authorization: 'Bearer x',
          headers: { authorization: app.write({}).authorization ?? '' },
        }
        await suite.refuses(app, request, 'ERR_HAWK_MALFORMED')
      },
    )

    suite.http1.case('and refuses two Host headers', {}, async (app) => {
      const response = await app.send({ headers: { host: `127.0.0.1:${app.port}` } })
      equal(response.status, 400)
      equal(app.log.runs.length, 0)
    })

    suite.http1.case('by an absolute-form target of the same authority', {}, async (app) => {
      const target = `${app.origin}/who?a`
      suite.isAccepted(await app.send({ target, signed: { target: '/who?a' } }))
    })

    suite.http1.case('and refuses an absolute-form target of another authority [M8]', {}, async (app) => {
      for (const host of ['elsewhere', `127.0.0.1:${app.port + 1}`, `x@127.0.0.1:${app.port}`]) {
        const request = { target: `http://${host}/who`, signed: { target: '/who' } }
        await suite.refuses(app, request, 'ERR_HAWK_MALFORMED')
      }
    })

    suite.http1.case('and refuses HTTP/1.0 without Host', {}, async (app) => {
      await suite.refuses(app, { httpVersion: '1.0', host: null }, 'ERR_HAWK_MALFORMED')
    })

    suite.http1.case('over HTTP/1.0 with Host', {}, async (app) => {
      suite.isAccepted(await app.send({ httpVersion: '1.0' }))
    })
  })

  suite.group('pins whom requests were signed for with publicUrl', () => {
    const one = { guard: { publicUrl: 'https://api.example.com' } } as const
    const signed = { host: 'api.example.com', port: 443 }

    suite.case('one: whatever Host says', one, async (app) => {
      suite.isAccepted(await app.send({ signed }))
      suite.isAccepted(await app.send({ host: 'internal:3000', signed }))
    })

    suite.http1.case('one: even where there is no Host', one, async (app) => {
      suite.isAccepted(await app.send({ httpVersion: '1.0', host: null, signed }))
    })

    suite.case('one: refuses a request that was signed for another host [M8]', one, async (app) => {
      await suite.refuses(app, {}, 'ERR_HAWK_BAD_MAC')
      const host = 'other.example.com'
      await suite.refuses(app, { host, signed: { host, port: 443 } }, 'ERR_HAWK_BAD_MAC')
    })

    suite.case('one with a port', { guard: { publicUrl: 'http://api.example.com:8080/' } }, async (app) => {
      suite.isAccepted(await app.send({ signed: { host: 'api.example.com', port: 8080 } }))
    })

    suite.case(
      'one with a path, which its proxy strips',
      { guard: { publicUrl: 'https://api.example.com/v1/' } },
      async (app) => {
        suite.isAccepted(await app.send({ signed: { ...signed, target: '/v1/who' } }))
        await suite.refuses(app, { signed }, 'ERR_HAWK_BAD_MAC')
      },
    )

    const two = { guard: { publicUrl: ['https://a.example.com', 'https://b.example.com:8443/b'] } }

    suite.case('several: Host picks one', two, async (app) => {
      suite.isAccepted(
        await app.send({ host: 'a.example.com', signed: { host: 'a.example.com', port: 443 } }),
      )
      const b = { host: 'b.example.com', port: 8443, target: '/b/who' }
      suite.isAccepted(await app.send({ host: 'B.example.com:8443', signed: b }))
    })

    suite.case('several: a Host that is none of them is refused [M8]', two, async (app) => {
      for (const host of ['c.example.com', 'a.example.com:80', 'b.example.com']) {
        await suite.refuses(app, { host, signed: { host, port: 443 } }, 'ERR_HAWK_MALFORMED')
      }
    })
  })
}
