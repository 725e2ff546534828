import { deepEqual, equal, ok } from 'node:assert/strict'
import { eventually, someTurns } from '../../eventually.js'
import type { SuiteContext } from '../suite-context.js'
import type { Http1App } from '../http1-app.js'
import type { WireMessage } from '../wire-request.js'

const BAD_MAC = { signed: { mac: 'AAAA' } } as const

/** What becomes of a connection after a refusal: nothing of a refused body may be read as a request. */
export function connectionCases(suite: SuiteContext): void {
  suite.http1.group('keeps requests apart from refused bodies', () => {
    suite.http1.case('a connection stays open after a small whole refused body', {}, async (app) => {
      const connection = await app.connect()
      connection.write(app.write({ ...BAD_MAC, body: 'small' }).bytes)
      suite.isRefusal(await connection.response(), 'ERR_HAWK_BAD_MAC')
      connection.write(app.write({}).bytes)
      suite.isAccepted(await connection.response())
      connection.destroy()
      deepEqual([app.log.runs, app.sockets.length], [['/who'], 1])
    })

    suite.http1.case('a connection stays open after a refused request without a body', {}, async (app) => {
      const connection = await app.connect()
      connection.write(app.write(BAD_MAC).bytes)
      suite.isRefusal(await connection.response(), 'ERR_HAWK_BAD_MAC')
      connection.write(app.write({}).bytes)
      suite.isAccepted(await connection.response())
      connection.destroy()
    })

    for (const chunkBytes of [undefined, [7]]) {
      const kind = chunkBytes === undefined ? '' : ' in chunks'
      for (const [why, request] of Object.entries({
        'a bad MAC': BAD_MAC,
        'a bad hash': { signedBody: 'another' },
        'no hash': { signed: { hash: undefined } },
        'no header': { authorization: null },
      })) {
        suite.http1.case(
          `a whole body${kind} refused for ${why} is passed by, and the pipelined request behind it answered`,
          {},
          async (app) => {
            const smuggled = app.smuggled('/answer/text')
            const connection = await app.connect()
            const refused = app.write({ ...request, body: smuggled, ...(chunkBytes && { chunkBytes }) })
            connection.write(Buffer.concat([refused.bytes, app.write({}).bytes]))
            ok([401, 400].includes((await connection.response()).status))
            suite.isAccepted(await connection.response())
            connection.destroy()
            deepEqual(app.log.runs, ['/who'], 'a request inside of a refused body must not run')
          },
        )
      }
    }

    suite.http1.case(
      'the rest of a refused body that looks like a request is never read as one',
      {},
      async (app) => {
        const smuggled = app.smuggled('/answer/text')
        const { head, body } = app.write({
          ...BAD_MAC,
          body: Buffer.concat([Buffer.from('0123456789'), smuggled]),
        })
        await isClosed(suite, app, Buffer.concat([Buffer.from(head), body.subarray(0, 10)]), [
          body.subarray(10),
        ])
      },
    )

    suite.http1.case(
      'the rest of a refused body in chunks, and what is pipelined behind it, is never read',
      {},
      async (app) => {
        const smuggled = app.smuggled('/answer/text')
        const { head } = app.write({ ...BAD_MAC, body: 'x', chunkBytes: [1] })
        const rest = ['0\r\n\r\n', smuggled, smuggled]
        await isClosed(suite, app, Buffer.from(`${head}1\r\nx\r\n`), rest)
      },
    )

    suite.http1.case(
      'a body behind a header that is refused at once is never read as a request',
      {},
      async (app) => {
        const smuggled = app.smuggled('/answer/text')
        const { head, body } = app.write({ ...BAD_MAC, body: smuggled })
        await isClosed(suite, app, Buffer.from(head), [body])
      },
    )

    for (const [what, chunkBytes] of Object.entries({ 'of known length': undefined, 'in chunks': [1] })) {
      suite.http1.case(
        `the rest of a refused body ${what} is read on, so that its sender comes to read the answer [M6]`,
        {},
        async (app) => {
          const { head, body } = app.write({
            ...BAD_MAC,
            body: Buffer.alloc(600_000),
            ...(chunkBytes && { chunkBytes }),
          })
          const connection = await app.connect()
          connection.write(Buffer.concat([Buffer.from(head), body.subarray(0, 100)]))
          suite.isRefusal(await connection.response(), 'ERR_HAWK_BAD_MAC')
          connection.write(body.subarray(100))
          await eventually(() => app.bytesRead === head.length + body.length, 'the whole body read', 1500)
          connection.destroy()
          await eventually(() => app.sockets[0]?.destroyed === true, 'the end of the connection', 1500)
          equal(app.log.runs.length, 0)
        },
      )
    }

    suite.http1.case(
      'Expect: 100-continue with a bad MAC gets its 401, and the body that comes all the same is not run',
      {},
      async (app) => {
        const smuggled = app.smuggled('/answer/text')
        const message = app.write({ ...BAD_MAC, body: smuggled, headers: { Expect: '100-continue' } })
        const connection = await app.connect()
        connection.write(message.head)
        let response = await connection.response()
        // Node sends its 100 before anybody is asked.
        if (response.status === 100) response = await connection.response()
        suite.isRefusal(response, 'ERR_HAWK_BAD_MAC')
        connection.write(message.body)
        await connection.closed()
        connection.destroy()
        equal(app.log.runs.length, 0)
      },
    )
  })
}

/** A refusal of an unfinished body: its answer comes, the connection closes, and nothing that follows is run. */
async function isClosed(
  suite: SuiteContext,
  app: Http1App,
  first: Buffer,
  rest: readonly (WireMessage['bytes'] | string)[],
): Promise<void> {
  const connection = await app.connect()
  connection.write(first)
  suite.isRefusal(await connection.response(), 'ERR_HAWK_BAD_MAC')
  for (const bytes of rest) connection.write(bytes)
  const more = await connection.closed()
  equal(more.toString('latin1'), '', 'the connection answered something that is no request')
  connection.destroy()
  await eventually(() => app.sockets[0]?.destroyed === true, 'the end of the connection')
  await someTurns()
  equal(app.log.runs.length, 0, 'bytes of a refused body ran as a request')
}
