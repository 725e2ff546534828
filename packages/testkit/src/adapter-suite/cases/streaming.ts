import { deepEqual, equal, ok } from 'node:assert/strict'
import { eventually, someTurns } from '../../eventually.js'
import { readerPath } from '../body-readers.js'
import { captureEvents } from '../captured-events.js'
import { CLIENTS } from '../clients.js'
import type { SuiteContext } from '../suite-context.js'
import { uploadPath } from '../upload-consumers.js'

const STREAM = { guard: { streamPayload: true } } as const
const BODY = Buffer.alloc(400_000, 'a large upload ')

/** Bodies that flow to their handler while they are hashed. */
export function streamingCases(suite: SuiteContext): void {
  suite.group('streams', () => {
    suite.case('and hands on the end of an empty body', STREAM, async (app) => {
      for (const body of ['', undefined]) {
        const request = {
          method: 'POST',
          target: readerPath('for await'),
          ...(body !== undefined && { body }),
        }
        suite.hasRead(await app.send(request), '')
      }
    })

    suite.case('and lets a handler run while the body still comes', STREAM, async (app) => {
      const open = await app.open({ target: uploadPath('for await'), body: BODY })
      open.write(BODY.subarray(0, 200_000))
      await eventually(() => (app.log.bodies[0]?.chunks.length ?? 0) > 0, 'the first bytes at the handler')
      open.write(BODY.subarray(200_000))
      open.end()
      suite.isAccepted(await open.response())
    })

    suite.case('and holds the last chunk back until the hash is known', STREAM, async (app) => {
      const open = await app.open({ target: uploadPath('for await'), body: 'chunk', chunkBytes: [5] })
      open.write('chunk')
      await open.received()
      await eventually(() => app.log.bodies.length === 1, 'a handler that reads')
      equal(app.log.bodies[0]?.chunks.length, 0)
      open.end()
      deepEqual(JSON.parse((await open.response()).text), { stored: 5 })
    })

    suite.case('and refuses an unsigned body before a handler runs', STREAM, async (app) => {
      const request = { target: uploadPath('for await'), body: BODY, signed: { hash: undefined } }
      await suite.refuses(app, request, 'ERR_HAWK_MISSING_PAYLOAD_HASH')
    })

    suite.case('and refuses a bad MAC before a handler runs', STREAM, async (app) => {
      const request = { target: uploadPath('for await'), body: BODY, signed: { mac: 'AAAA' } }
      await suite.refuses(app, request, 'ERR_HAWK_BAD_MAC')
    })

    suite.case(
      'and stops at maxPayloadBytes where one is given',
      { guard: { streamPayload: true, maxPayloadBytes: 100_000 } },
      async (app) => {
        await suite.refuses(
          app,
          { target: uploadPath('for await'), body: BODY },
          'ERR_HAWK_PAYLOAD_TOO_LARGE',
        )
        const response = await app.send({
          target: uploadPath('for await'),
          body: BODY,
          chunkBytes: [50_000, 60_000],
        })
        equal(response.status, 413)
        equal(app.log.bodies[0]?.hasEnded, false)
      },
    )

    suite.case('and a sender who goes away is an error to the handler, and no end', STREAM, async (app) => {
      await captureEvents(async (events) => {
        const open = await app.open({ target: uploadPath('for await'), body: BODY })
        open.write(BODY.subarray(0, 200_000))
        await eventually(() => (app.log.bodies[0]?.chunks.length ?? 0) > 0, 'the first bytes at the handler')
        open.abort()
        await eventually(() => app.log.bodies[0]?.error !== undefined, 'the error at the handler')
        equal(app.log.bodies[0]?.hasEnded, false)
        await eventually(() => events.length > 0, 'the event')
        deepEqual(
          events.map(({ fate }) => fate),
          ['aborted'],
        )
      })
    })

    suite.case(
      'and a sender who goes away is no end to a handler that hears nothing else',
      STREAM,
      async (app) => {
        await captureEvents(async (events) => {
          const open = await app.open({ target: uploadPath("'data' and 'end', but no 'error'"), body: BODY })
          open.write(BODY.subarray(0, 200_000))
          await eventually(
            () => (app.log.bodies[0]?.chunks.length ?? 0) > 0,
            'the first bytes at the handler',
          )
          open.abort()
          await eventually(() => events.length > 0, 'the event')
          await someTurns()
          equal(app.log.bodies[0]?.hasEnded, false)
        })
      },
    )

    suite.case('and keeps the connection for the next request', STREAM, async (app) => {
      const client = await app.client()
      for (let count = 0; count < 3; count++)
        suite.isAccepted(await client.send({ target: uploadPath('for await'), body: BODY }))
      client.close()
    })

    suite.http1.case('in memory that does not grow with the body', STREAM, async (app) => {
      const total = 64 * 1_048_576
      const body = Buffer.alloc(total, 'megabytes ')
      const { head } = app.write({ target: uploadPath('pipeline'), body, credentials: CLIENTS.bob })
      const connection = await app.connect()
      connection.write(head)
      let most = 0
      for (let at = 0; at < total; at += 1_048_576) {
        connection.write(body.subarray(at, at + 1_048_576))
        await eventually(() => app.bytesRead >= head.length + at, 'the bytes before')
        const seen = app.log.bodies[0]
        most = Math.max(
          most,
          app.bytesRead - head.length - (seen?.chunks.reduce((sum, part) => sum + part.length, 0) ?? 0),
        )
      }
      suite.isAccepted(await connection.response())
      connection.destroy()
      ok(most < 4 * 1_048_576, `${most} bytes were held between the socket and the handler`)
    })
  })
}
