import { deepEqual, equal, ok } from 'node:assert/strict'
import { constants } from 'node:http2'
import type { ClientHttp2Stream } from 'node:http2'
import { eventually, someTurns } from '../../eventually.js'
import { readerPath } from '../body-readers.js'
import { asking, Hold } from '../hold.js'
import type { SuiteContext } from '../suite-context.js'

const DATA = readerPath("on('data')")
const BAD_MAC = { signed: { mac: 'AAAA' } } as const
const PART = Buffer.alloc(65_536, 'x')
const MAX_WRITTEN_BYTES = 4 * 1_048_576
/** What nghttp2, or the guard, must not let pass for a host. */
const ODD_AUTHORITIES = ['user@host', 'host/x', 'a b', 'host:99999', 'host:80:80', '[::1', 'h\\x']

/** HTTP/2's own: authorities, and streams that share a session. */
export function http2StreamCases(suite: SuiteContext): void {
  suite.http2.group('knows whom a stream was sent to', () => {
    suite.http2.case('and refuses a Host that differs from :authority [M8]', {}, async (app) => {
      await suite.refuses(app, { headers: { Host: 'tenant-b.example' } }, 'ERR_HAWK_MALFORMED')
      const request = { host: 'tenant-b.example', headers: { Host: `127.0.0.1:${app.port}` } }
      await suite.refuses(app, request, 'ERR_HAWK_MALFORMED')
    })

    suite.http2.case('by a Host that equals :authority', {}, async (app) => {
      suite.isAccepted(await app.send({ headers: { Host: `127.0.0.1:${app.port}` } }))
    })

    for (const host of ODD_AUTHORITIES) {
      suite.http2.case(`and runs nothing for the :authority "${host}"`, {}, async (app) => {
        // Node resets some of these streams itself.
        const status = await app.send({ host, signed: { host, port: suite.defaultPort } }).then(
          (response) => response.status,
          () => 'reset',
        )
        ok(status === 400 || status === 'reset', `${status}`)
        equal(app.log.runs.length, 0)
      })
    }
  })

  suite.http2.group('keeps the streams of a session apart', () => {
    suite.http2.case(
      'refuses one whose body is open, closes it without an error, and answers another',
      {},
      async (app) => {
        const client = await app.client()
        const open = client.open({ ...BAD_MAC, body: 'the body', chunkBytes: [3] })
        open.write('the')
        suite.isRefusal(await open.response(), 'ERR_HAWK_BAD_MAC')
        await open.closed()
        await eventually(() => open.isOver(), 'the end of the stream')
        equal(open.stream.rstCode, constants.NGHTTP2_NO_ERROR)
        suite.isAccepted(await client.send({}))
        client.close()
        deepEqual(app.log.runs, ['/who'])
      },
    )

    suite.http2.case(
      'refuses an endless upload at once, takes little of it, and answers another [M6]',
      {},
      async (app) => {
        const client = await app.client()
        const { stream, ...open } = client.open({ ...BAD_MAC, method: 'POST', chunkBytes: [1] })
        const written = pump(stream)
        suite.isRefusal(await open.response(), 'ERR_HAWK_BAD_MAC')
        await open.closed()
        await eventually(() => open.isOver(), 'the end of the stream')
        ok(written.bytes < MAX_WRITTEN_BYTES, `${written.bytes} bytes were taken of a refused body`)
        suite.isAccepted(await client.send({}))
        client.close()
        deepEqual(app.log.runs, ['/who'])
      },
    )

    const hold = new Hold()
    suite.http2.case(
      'takes little of a body whose header is not accepted yet [M5]',
      asking(hold),
      async (app) => {
        const client = await app.client()
        const { stream, ...open } = client.open({ ...BAD_MAC, method: 'POST', chunkBytes: [1] })
        const written = pump(stream)
        await eventually(() => hold.waiting === 1, 'a pending lookup')
        for (let round = 0; round < 20; round++) await open.received()
        ok(written.bytes <= 256 * 1024, `${written.bytes} bytes were taken before the header was accepted`)
        hold.release()
        suite.isRefusal(await open.response(), 'ERR_HAWK_BAD_MAC')
        client.close()
      },
    )

    const cancelled = new Hold()
    suite.http2.case(
      'runs nothing for one that is cancelled while a store is asked, and answers another',
      asking(cancelled),
      async (app) => {
        const client = await app.client()
        const { stream, ...open } = client.open({ target: DATA, body: 'the body' })
        open.write('the')
        await eventually(() => cancelled.waiting === 1, 'a pending lookup')
        stream.close(constants.NGHTTP2_CANCEL)
        await eventually(() => open.isOver(), 'the end of the stream')
        cancelled.release()
        await someTurns()
        suite.isAccepted(await client.send({}))
        client.close()
        deepEqual(app.log.runs, ['/who'])
      },
    )

    suite.http2.case('reads bodies that come side by side, each whole', {}, async (app) => {
      const client = await app.client()
      const bodies = Array.from({ length: 20 }, (_, at) => `the body of stream ${at}`)
      const opens = bodies.map((body) => client.open({ target: DATA, body, chunkBytes: [1] }))
      for (let at = 0; at < 25; at++) {
        for (const [index, open] of opens.entries()) open.write(bodies[index]?.charAt(at) ?? '')
        await opens[0]?.received()
      }
      for (const open of opens) open.end()
      for (const [index, open] of opens.entries()) suite.hasRead(await open.response(), bodies[index] ?? '')
      client.close()
    })
  })
}

/** Sends part after part, as fast as they are taken. */
function pump(stream: ClientHttp2Stream): { bytes: number } {
  const written = { bytes: 0 }
  const send = (): void => {
    while (!stream.destroyed && !stream.writableEnded && stream.write(PART)) written.bytes += PART.length
  }
  stream.on('drain', send)
  send()
  return written
}
