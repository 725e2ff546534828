import { signRequest, verifyResponse } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { equal, ok } from 'node:assert/strict'
import type { RawResponse } from '../../wire/raw-response.js'
import { ANSWERED_TEXT } from '../answer-routes.js'
import { CLIENTS } from '../clients.js'
import type { SuiteContext } from '../suite-context.js'
import type { TestApp } from '../test-app.js'
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
    })) {
      suite.case(`${name}: with the hash of the body`, SIGN, async (app) => {
        const { response, verify } = await ask(app, `/answer/${name}`)
        equal(response.status, status)
        const verdict = verify(response.body)
        ok(verdict.ok && verdict.payloadVerified, response.headers['server-authorization'])
        if (name === 'text') equal(response.text, ANSWERED_TEXT)
        if (response.body.length > 0) equal(verify('another').ok, false)
      })
    }

    suite.case('thrown-error: what the framework answers to an error of the handler', SIGN, async (app) => {
      const { response, verify } = await ask(app, '/answer/thrown-error')
      equal(response.status, 418)
      ok(verify(undefined).ok, 'the answer to an error is not signed')
    })

    for (const [name, status] of Object.entries({
      stream: 200,
      'by-hand': 200,
      'no-content': 204,
      'not-modified': 304,
    })) {
      suite.case(`${name}: without a hash`, SIGN, async (app) => {
        const { response, verify } = await ask(app, `/answer/${name}`)
        equal(response.status, status)
        ok(verify(undefined).ok)
        ok(!/hash=/.test(response.headers['server-authorization'] ?? 'hash='))
      })
    }

    suite.case('HEAD: without a hash', SIGN, async (app) => {
      const { response, verify } = await ask(app, '/answer/text', 'HEAD')
      equal(response.status, 200)
      ok(verify(undefined).ok)
      ok(!/hash=/.test(response.headers['server-authorization'] ?? 'hash='))
    })

    suite.case('for the request that was asked, and for no other', SIGN, async (app) => {
      const first = await ask(app, '/answer/text')
      const second = await ask(app, '/answer/text')
      ok(second.verify(second.response.body).ok)
      equal(second.verify(second.response.body, first.response.headers['server-authorization']).ok, false)
    })

    suite.case('with the key that the client used while keys rotate', rotating(), async (app) => {
      for (const key of ['the new key', 'the old key']) {
        const { response, verify } = await ask(app, '/answer/text', 'GET', { ...CLIENTS.alice, key })
        equal(response.status, 200)
        ok(verify(response.body).ok)
      }
    })

    suite.case('never of refusals [S4]', SIGN, async (app) => {
      await suite.refuses(app, { signed: { mac: 'AAAA' } }, 'ERR_HAWK_BAD_MAC')
      await suite.refuses(app, { body: 'forged', signedBody: 'signed' }, 'ERR_HAWK_BAD_PAYLOAD_HASH')
      await suite.refuses(app, { credentials: CLIENTS.unapproved }, 'ERR_HAWK_NOT_APPROVED')
      const { bytes } = app.write({})
      suite.isAccepted(await app.exchange(bytes))
      suite.isRefusal(await app.exchange(bytes), 'ERR_HAWK_REPLAYED')
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

interface Asked {
  response: RawResponse
  verify: (payload: Uint8Array | string | undefined, header?: string) => ReturnType<typeof verifyResponse>
}

/** Asks as a client does, and keeps what it needs to check the answer. */
async function ask(
  app: TestApp,
  target: string,
  method = 'GET',
  credentials: HawkCredentials = CLIENTS.alice,
): Promise<Asked> {
  const url = `http://127.0.0.1:${app.port}${target}`
  const { authorization, artifacts } = signRequest({ url, method, credentials, clock: app.clock })
  const response = await app.send({ method, target, authorization })
  const verify: Asked['verify'] = (payload, serverAuthorization = response.headers['server-authorization']) =>
    verifyResponse({
      credentials,
      artifacts,
      serverAuthorization,
      payload,
      contentType: response.headers['content-type'],
    })
  return { response, verify }
}

function rotating(): Parameters<SuiteContext['case']>[1] {
  const previousKey = { key: 'the old key', notAfterMs: Number.MAX_SAFE_INTEGER }
  return { ...SIGN, verifier: { credentials: () => ({ ...CLIENTS.alice, key: 'the new key', previousKey }) } }
}
