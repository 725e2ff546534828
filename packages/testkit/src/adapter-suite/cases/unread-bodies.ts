import { deepEqual, equal } from 'node:assert/strict'
import type { SuiteContext } from '../suite-context.js'
import type { AppSetup } from '../test-app.js'
import type { WireRequest } from '../wire-request.js'

const BODIES: Readonly<Record<string, { body: Buffer; chunkBytes?: readonly number[] }>> = {
  'a small body': { body: Buffer.from('small') },
  'a large body': { body: Buffer.alloc(900_000, 'unread ') },
  'a large body in chunks': { body: Buffer.alloc(900_000, 'unread '), chunkBytes: [1, 200_000] },
}

const MODES: Readonly<Record<string, { setup: AppSetup; request: WireRequest }>> = {
  'that was held': { setup: {}, request: {} },
  'that flows': { setup: { guard: { streamPayload: true } }, request: {} },
  'that is not looked at': { setup: { guard: { payload: 'ignore' } }, request: {} },
  'of nobody': { setup: { guard: { required: false } }, request: { authorization: null } },
}

/** Handlers that answer without reading the body, as many do. */
export function unreadBodyCases(suite: SuiteContext): void {
  suite.group('lets a handler answer without reading', () => {
    for (const [mode, { setup, request }] of Object.entries(MODES)) {
      for (const [what, body] of Object.entries(BODIES)) {
        suite.case(
          `${what} ${mode}, and the next request on the connection is answered`,
          setup,
          async (app) => {
            const client = await app.client()
            for (let count = 0; count < 3; count++)
              suite.isAccepted(await client.send({ ...request, ...body }))
            suite.isAccepted(await client.send({ target: '/answer/json' }))
            client.close()
            deepEqual(app.log.runs, ['/who', '/who', '/who', '/answer/json'])
          },
        )
      }
    }

    suite.http1.case(
      'a forged body that flows: the answer had been given, and the connection ends',
      { guard: { streamPayload: true } },
      async (app) => {
        const connection = await app.connect()
        const { bytes } = app.write({ body: Buffer.alloc(900_000), signedBody: 'another' })
        connection.write(Buffer.concat([bytes, app.write({ target: '/answer/json' }).bytes]))
        await connection.response()
        connection.destroy()
        equal(app.log.runs[0], '/who')
      },
    )
  })
}
