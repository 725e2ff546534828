import type { SuiteContext } from '../suite-context.js'

const FORWARDED = { 'X-Forwarded-Host': 'api.example.com', 'X-Forwarded-Proto': 'https' } as const
const SIGNED = { host: 'api.example.com', port: 443 } as const

/** What a proxy says of a request counts only where the framework trusts it. */
export function proxyCases(suite: SuiteContext): void {
  suite.group('without proxy trust', () => {
    suite.case('believes no X-Forwarded header', {}, async (app) => {
      suite.isAccepted(await app.send({ headers: FORWARDED }))
      await suite.refuses(app, { headers: FORWARDED, signed: SIGNED }, 'ERR_HAWK_BAD_MAC')
    })

    suite.case(
      'lets no X-Forwarded-Host pick a publicUrl',
      { guard: { publicUrl: ['https://api.example.com', 'https://b.example'] } },
      async (app) => {
        await suite.refuses(app, { headers: FORWARDED, signed: SIGNED }, 'ERR_HAWK_MALFORMED')
      },
    )
  })

  if (!suite.adapter.hasProxyTrust) return
  suite.group('with proxy trust', () => {
    suite.case('believes X-Forwarded-Host and -Proto', { trustsProxy: true }, async (app) => {
      suite.isAccepted(await app.send({ headers: FORWARDED, signed: SIGNED }))
      await suite.refuses(app, { headers: FORWARDED }, 'ERR_HAWK_BAD_MAC')
    })

    suite.case('believes the port in X-Forwarded-Host', { trustsProxy: true }, async (app) => {
      const headers = { ...FORWARDED, 'X-Forwarded-Host': 'api.example.com:8443' }
      suite.isAccepted(await app.send({ headers, signed: { ...SIGNED, port: 8443 } }))
    })

    suite.case('believes no X-Forwarded-Port [M8]', { trustsProxy: true }, async (app) => {
      const headers = { ...FORWARDED, 'X-Forwarded-Port': '8443' }
      suite.isAccepted(await app.send({ headers, signed: SIGNED }))
    })

    suite.case('falls back on Host', { trustsProxy: true }, async (app) => {
      suite.isAccepted(await app.send({}))
      suite.isAccepted(
        await app.send({
          host: 'api.example.com',
          headers: { 'X-Forwarded-Proto': 'https' },
          signed: SIGNED,
        }),
      )
    })

    suite.case('refuses an X-Forwarded-Host that is no host', { trustsProxy: true }, async (app) => {
      const headers = { ...FORWARDED, 'X-Forwarded-Host': 'user@api.example.com' }
      await suite.refuses(app, { headers, signed: SIGNED }, 'ERR_HAWK_MALFORMED')
    })

    suite.case(
      'lets X-Forwarded-Host pick a publicUrl',
      { trustsProxy: true, guard: { publicUrl: ['https://api.example.com', 'https://b.example'] } },
      async (app) => {
        suite.isAccepted(await app.send({ headers: FORWARDED, signed: SIGNED }))
      },
    )

    suite.case(
      'gives way to one publicUrl',
      { trustsProxy: true, guard: { publicUrl: 'https://b.example' } },
      async (app) => {
        suite.isAccepted(await app.send({ headers: FORWARDED, signed: { host: 'b.example', port: 443 } }))
      },
    )
  })
}
