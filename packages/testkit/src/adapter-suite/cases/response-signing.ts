import { equal, ok } from 'node:assert/strict'
import { gunzipSync } from 'node:zlib'
import { ANSWERED_TEXT, LARGE_TEXT } from '../answer-routes.js'
import { CLIENTS } from '../clients.js'
import { ask } from '../signed-exchange.js'
import type { SuiteContext } from '../suite-context.js'
import { uploadPath } from '../upload-consumers.js'

const SIGN = { guard: { signResponses: true } } as const

/** `Server-Authorization`: only what a handler answers is signed, with the hash of its body or with none. */
export function responseSigningCases(suite: SuiteContext): void {
  suite.group('signs answers', () => {
    for (const [name, status] of Object.entries({
      text: 200,
      bytes: 200,
      json: 200,
      empty: 200,
      created: 201,
      'own-error': 422,
      'head-and-end': 200,
      'large-text': 200,
    })) {
      suite.case(`${name}: with the hash of the body`, SIGN, async (app) => {
        const { response, isSignedOver } = await ask(app, `/answer/${name}`)
        equal(response.status, status)
        ok(isSignedOver(response.body), response.headers['server-authorization'])
        if (name === 'text' || name === 'head-and-end') equal(response.text, ANSWERED_TEXT)
        if (response.body.length > 0) equal(isSignedOver('another'), false)
      })
    }

    suite.case('thrown-error: what the framework answers to an error of the handler', SIGN, async (app) => {
      const { response, isSigned } = await ask(app, '/answer/thrown-error')
      equal(response.status, 418)
      ok(isSigned(), 'the answer to an error is not signed')
    })

    for (const [name, status] of Object.entries({
      stream: 200,
      'head-write-end': 200,
      'no-content': 204,
      'not-modified': 304,
    })) {
      suite.case(`${name}: without a hash`, SIGN, async (app) => {
        const { response, isSigned, hasHash } = await ask(app, `/answer/${name}`)
        equal(response.status, status)
        ok(isSigned())
        equal(hasHash(), false)
      })
    }

    suite.case('HEAD: without a hash', SIGN, async (app) => {
      const { response, isSigned, hasHash } = await ask(app, '/answer/text', { method: 'HEAD' })
      equal(response.status, 200)
      ok(isSigned())
      equal(hasHash(), false)
    })

    suite.case('compressed: never with the hash of the compressed bytes', SIGN, async (app) => {
      const { response, isSigned, hasHash, isSignedOver } = await ask(app, '/answer/compressed')
      equal(gunzipSync(response.body).toString('utf8'), LARGE_TEXT)
      ok(isSigned())
      equal(isSignedOver(LARGE_TEXT), hasHash(), 'the hash is not that of the decoded body')
    })

    suite.case('for the request that was asked, and for no other', SIGN, async (app) => {
      const first = await ask(app, '/answer/text')
      const second = await ask(app, '/answer/text')
      ok(second.isSigned())
      equal(second.isSigned(first.response.headers['server-authorization']), false)
    })

    suite.case('with the key that the client used while keys rotate', rotating(), async (app) => {
      for (const key of ['the new key', 'the old key']) {
        const { response, isSignedOver } = await ask(app, '/answer/text', {
          credentials: { ...CLIENTS.alice, key },
        })
        equal(response.status, 200)
        ok(isSignedOver(response.body))
      }
    })

    suite.case('never of refusals [S4]', SIGN, async (app) => {
      await suite.refuses(app, { signed: { mac: 'AAAA' } }, 'ERR_HAWK_BAD_MAC')
      await suite.refuses(app, { body: 'forged', signedBody: 'signed' }, 'ERR_HAWK_BAD_PAYLOAD_HASH')
      await suite.refuses(app, { credentials: CLIENTS.unapproved }, 'ERR_HAWK_NOT_APPROVED')
      const authorization = app.sign({})
      suite.isAccepted(await app.send({ authorization }))
      suite.isRefusal(await app.send({ authorization }), 'ERR_HAWK_REPLAYED')
    })

    suite.case(
      'never of the refusal of a body that flowed [S4]',
      { guard: { signResponses: true, streamPayload: true } },
      async (app) => {
        for (const name of ['pipe()', "'data' and 'end', but no 'error'"] as const) {
          const request = { target: uploadPath(name), body: Buffer.alloc(300_000), signedBody: 'another' }
          suite.isBodyRefusal(await app.send(request), 'ERR_HAWK_BAD_PAYLOAD_HASH')
        }
      },
    )

    suite.case('never for nobody', { guard: { signResponses: true, required: false } }, async (app) => {
      const { headers } = await app.send({ authorization: null })
      equal(headers['server-authorization'], undefined)
    })
  })

  suite.group('signs nothing unless it is asked to', () => {
    suite.case('an answer', {}, async (app) => {
      const { headers } = await app.send({})
      equal(headers['server-authorization'], undefined)
    })
  })
}

function rotating(): Parameters<SuiteContext['case']>[1] {
  const previousKey = { key: 'the old key', notAfterMs: Number.MAX_SAFE_INTEGER }
  return { ...SIGN, verifier: { credentials: () => ({ ...CLIENTS.alice, key: 'the new key', previousKey }) } }
}
