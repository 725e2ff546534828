import { deepEqual, equal, match } from 'node:assert/strict'
import { readerPath } from '../body-readers.js'
import { CLIENTS } from '../clients.js'
import type { SuiteContext } from '../suite-context.js'
import type { TestApp } from '../test-app.js'
import type { WireRequest } from '../wire-request.js'

const OPTIONAL = { guard: { required: false } } as const

/** `required: false`: nobody may pass, somebody who can't prove it may not. */
export function optionalCredentialCases(suite: SuiteContext): void {
  suite.group('with required: false', () => {
    suite.case('passes a request without Authorization as nobody, and says Vary', OPTIONAL, async (app) => {
      equal(await senderOf(app, { authorization: null }), null)
      const { headers } = await app.send({ authorization: null })
      match(headers['vary'] ?? '', /(?:^|, )Authorization(?:,|$)/i)
    })

    for (const authorization of [
      'Basic YWxpY2U6cGFzcw==',
      'Bearer abc',
      'Hawkish id="x"',
      'Digest username="a"',
    ]) {
      suite.case(`passes "${authorization}" as nobody`, OPTIONAL, async (app) => {
        equal(await senderOf(app, { authorization }), null)
      })
    }

    suite.case('passes a signed request as its sender', OPTIONAL, async (app) => {
      deepEqual(await senderOf(app, {}), { id: CLIENTS.alice.id, approved: true })
    })

    suite.case('says Vary to a signed request too', OPTIONAL, async (app) => {
      const { headers } = await app.send({})
      match(headers['vary'] ?? '', /(?:^|, )Authorization(?:,|$)/i)
    })

    suite.case('hands on the body of nobody, whole', OPTIONAL, async (app) => {
      const body = Buffer.alloc(300_000, 'body ')
      const request = { authorization: null, target: readerPath('for await'), body }
      suite.hasRead(await app.send(request), body)
      suite.hasRead(await app.send({ ...request, chunkBytes: [1, 2] }), body)
    })

    suite.case('refuses every Hawk header that does not verify', OPTIONAL, async (app) => {
      await suite.refuses(app, { authorization: 'Hawk' }, 'ERR_HAWK_MALFORMED')
      await suite.refuses(app, { authorization: 'hawk id="x"' }, 'ERR_HAWK_MALFORMED')
      await suite.refuses(app, { signed: { mac: 'AAAA' } }, 'ERR_HAWK_BAD_MAC')
      await suite.refuses(app, { credentials: CLIENTS.unapproved }, 'ERR_HAWK_NOT_APPROVED')
      await suite.refuses(app, { body: 'forged', signedBody: 'signed' }, 'ERR_HAWK_BAD_PAYLOAD_HASH')
    })

    suite.case('hands the body of nobody to the first listener that flows', OPTIONAL, async (app) => {
      const request = { authorization: null, target: readerPath("on('data')"), body: 'of nobody' }
      suite.hasRead(await app.send(request), 'of nobody')
    })
  })
}

async function senderOf(app: TestApp, request: WireRequest): Promise<unknown> {
  const { status, text } = await app.send(request)
  equal(status, 200, text)
  const { auth } = JSON.parse(text) as { auth: { credentials: unknown } | null }
  return auth === null ? null : auth.credentials
}
