import { createBewit } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { equal } from 'node:assert/strict'
import { CLIENTS } from '../clients.js'
import type { SuiteContext } from '../suite-context.js'
import type { TestApp } from '../test-app.js'

const ON = { guard: { bewit: true } } as const

/** Links that carry their own signature. */
export function bewitCases(suite: SuiteContext): void {
  suite.group('with bewits off', () => {
    suite.case('takes none', {}, async (app) => {
      await suite.refuses(app, { target: linkTo(app, '/who'), authorization: null }, 'ERR_HAWK_MISSING')
    })
  })

  suite.group('with bewits on', () => {
    suite.case('takes a link again and again until it ends', ON, async (app) => {
      const target = linkTo(app, '/who?a=1', { ttlSeconds: 60 })
      for (let count = 0; count < 3; count++) {
        const response = await app.send({ target, authorization: null })
        suite.isAccepted(response)
        const { auth } = JSON.parse(response.text) as { auth: { artifacts: Record<string, unknown> } }
        equal(auth.artifacts['type'], 'bewit')
        equal(auth.artifacts['target'], '/who?a=1')
      }
      app.clock.advance(59_999)
      suite.isAccepted(await app.send({ target, authorization: null }))
      app.clock.advance(1)
      await suite.refuses(app, { target, authorization: null }, 'ERR_HAWK_BEWIT_EXPIRED', 'Access expired')
    })

    suite.case('takes a HEAD by a link', ON, async (app) => {
      suite.isAccepted(await app.send({ method: 'HEAD', target: linkTo(app, '/who'), authorization: null }))
    })

    suite.case('says that the answers are private', ON, async (app) => {
      const { headers } = await app.send({ target: linkTo(app, '/who'), authorization: null })
      equal(headers['cache-control'], 'private, no-store')
    })

    suite.case("leaves a handler's own Cache-Control", ON, async (app) => {
      const { headers } = await app.send({ target: linkTo(app, '/answer/cached'), authorization: null })
      equal(headers['cache-control'], 'public, max-age=60')
    })

    suite.case('does not sign the answers', { guard: { bewit: true, signResponses: true } }, async (app) => {
      const response = await app.send({ target: linkTo(app, '/who'), authorization: null })
      suite.isAccepted(response)
      equal(response.headers['server-authorization'], undefined)
    })

    suite.case('refuses a link that was changed', ON, async (app) => {
      const target = linkTo(app, '/who?a=1').replace('a=1', 'a=2')
      await suite.refuses(app, { target, authorization: null }, 'ERR_HAWK_BAD_MAC')
    })

    for (const method of ['POST', 'PUT', 'DELETE']) {
      suite.case(`refuses a ${method}`, ON, async (app) => {
        await suite.refuses(
          app,
          { method, target: linkTo(app, '/who'), authorization: null },
          'ERR_HAWK_BEWIT_REFUSED',
        )
      })
    }

    suite.case('refuses a link with Authorization beside it, of any scheme', ON, async (app) => {
      const target = linkTo(app, '/who')
      await suite.refuses(app, { target }, 'ERR_HAWK_BEWIT_REFUSED')
      await suite.refuses(app, { target, authorization: 'Bearer abc' }, 'ERR_HAWK_BEWIT_REFUSED')
    })

    suite.case('refuses a link with a body', ON, async (app) => {
      const request = { method: 'GET', target: linkTo(app, '/who'), authorization: null, body: 'a body' }
      await suite.refuses(app, request, 'ERR_HAWK_BEWIT_REFUSED')
      await suite.refuses(app, { ...request, chunkBytes: [1] }, 'ERR_HAWK_BEWIT_REFUSED')
    })

    suite.case(
      'refuses a link with a body under every payload policy',
      { guard: { bewit: true, payload: 'ignore' } },
      async (app) => {
        const request = { method: 'GET', target: linkTo(app, '/who'), authorization: null, body: 'a body' }
        await suite.refuses(app, request, 'ERR_HAWK_BEWIT_REFUSED')
      },
    )

    suite.case(
      'refuses a link that ends too late',
      { guard: { bewit: { maxTtlSeconds: 60 } } },
      async (app) => {
        suite.isAccepted(
          await app.send({ target: linkTo(app, '/who', { ttlSeconds: 60 }), authorization: null }),
        )
        const target = linkTo(app, '/who', { ttlSeconds: 61 })
        await suite.refuses(app, { target, authorization: null }, 'ERR_HAWK_BEWIT_REFUSED')
      },
    )

    suite.case('refuses two bewits, an empty one and nonsense', ON, async (app) => {
      const target = linkTo(app, '/who')
      const bewit = target.slice(target.indexOf('bewit='))
      for (const bad of [
        `${target}&${bewit}`,
        '/who?bewit=',
        '/who?bewit',
        '/who?bewit=%41',
        '/who?bewit=AAAA',
      ]) {
        await suite.refuses(app, { target: bad, authorization: null }, 'ERR_HAWK_MALFORMED')
      }
    })

    suite.case('takes no bewit that stands in the path [M16]', ON, async (app) => {
      const target = linkTo(app, '/who?a=1')
      const request = { target: target.replace('?', '/').replace('&', '?'), authorization: null }
      await suite.refuses(app, request, 'ERR_HAWK_BAD_MAC')
      const inPath = { target: linkTo(app, '/who').replace('?', '&'), authorization: null }
      await suite.refuses(app, inPath, 'ERR_HAWK_MISSING')
    })

    suite.case('refuses an id that no header could carry before a store is asked [M16]', ON, async (app) => {
      for (const id of ['\u0000', '\u001b[31m', 'a\nb', '\u009b']) {
        const parts = Buffer.from(`${id}\\9999999999\\AAAA\\`, 'latin1').toString('base64url')
        const request = { target: `/who?bewit=${parts}`, authorization: null }
        await suite.refuses(app, request, 'ERR_HAWK_MALFORMED')
      }
    })

    suite.case('refuses a link by credentials that nobody approved', ON, async (app) => {
      const target = linkTo(app, '/who', { credentials: CLIENTS.unapproved })
      await suite.refuses(app, { target, authorization: null }, 'ERR_HAWK_NOT_APPROVED')
    })

    suite.case('still takes signed requests', ON, async (app) => {
      suite.isAccepted(await app.send({}))
      await suite.refuses(app, { authorization: null }, 'ERR_HAWK_MISSING')
    })

    suite.case(
      'refuses a bad link where nobody is required',
      { guard: { bewit: true, required: false } },
      async (app) => {
        suite.isAccepted(await app.send({ authorization: null }))
        await suite.refuses(app, { target: '/who?bewit=AAAA', authorization: null }, 'ERR_HAWK_MALFORMED')
      },
    )
  })
}

function linkTo(
  app: TestApp,
  target: string,
  {
    ttlSeconds = 60,
    credentials = CLIENTS.alice,
  }: { ttlSeconds?: number; credentials?: HawkCredentials } = {},
): string {
  const url = `${app.origin}${target}`
  const bewit = createBewit({ url, credentials, ttlSeconds, clock: app.clock })
  return `${target}${target.includes('?') ? '&' : '?'}bewit=${bewit}`
}
