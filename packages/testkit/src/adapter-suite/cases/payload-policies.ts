import { equal } from 'node:assert/strict'
import { readerPath } from '../body-readers.js'
import type { SuiteContext } from '../suite-context.js'
import type { TestApp } from '../test-app.js'
import type { RawResponse } from '../../wire/raw-response.js'

const DATA = readerPath("on('data')")
const UNSIGNED = { target: DATA, body: 'unsigned', signed: { hash: undefined } } as const
const FORGED = { target: DATA, body: 'forged', signedBody: 'signed' } as const

/** What each payload policy asks of a body. */
export function payloadPolicyCases(suite: SuiteContext): void {
  suite.group('holds bodies to its policy', () => {
    suite.case('required: tells that the body was checked', {}, async (app) => {
      equal(await payloadVerified(app, 'signed'), true)
    })

    suite.case(
      'if-signed: passes a body without a hash',
      { guard: { payload: 'if-signed' } },
      async (app) => {
        suite.hasRead(await app.send(UNSIGNED), 'unsigned')
        equal(await payloadVerified(app, undefined), false)
      },
    )

    suite.case(
      'if-signed: refuses a body that is not the one that was hashed',
      { guard: { payload: 'if-signed' } },
      async (app) => {
        await suite.refuses(app, FORGED, 'ERR_HAWK_BAD_PAYLOAD_HASH')
      },
    )

    suite.case(
      'ignore: passes every body, and says that it was not checked',
      { guard: { payload: 'ignore' } },
      async (app) => {
        suite.hasRead(await app.send(UNSIGNED), 'unsigned')
        suite.hasRead(await app.send(FORGED), 'forged')
        equal(await payloadVerified(app, 'signed'), false)
      },
    )

    suite.case('ignore: passes large bodies in chunks', { guard: { payload: 'ignore' } }, async (app) => {
      const body = Buffer.alloc(3_000_000, 'large ')
      suite.hasRead(await app.send({ target: DATA, body, chunkBytes: [1, 100_000, 2] }), body)
    })
  })
}

/** What a handler is told of a body that was, or was not, hashed. */
async function payloadVerified(app: TestApp, signed: 'signed' | undefined): Promise<unknown> {
  const response: RawResponse = await app.send({
    method: 'POST',
    body: 'signed',
    ...(signed === undefined ? { signed: { hash: undefined } } : {}),
  })
  return (JSON.parse(response.text) as { auth: { artifacts: { payloadVerified: unknown } } }).auth.artifacts
    .payloadVerified
}
