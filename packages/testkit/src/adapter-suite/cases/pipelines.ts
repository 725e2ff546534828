import { deepEqual, equal, ok } from 'node:assert/strict'
import { eventually } from '../../eventually.js'
import { readerPath } from '../body-readers.js'
import { asking, Hold } from '../hold.js'
import type { SuiteContext } from '../suite-context.js'

const DATA = readerPath("on('data')")
const LARGE = Buffer.alloc(200_000, 'pipelined ')
const BAD_MAC = { signed: { mac: 'AAAA' } } as const

/** Several requests on their way at once, and framings that are seldom seen. */
export function pipelineCases(suite: SuiteContext): void {
  suite.http1.group('answers requests that are pipelined', () => {
    const bodies = [Buffer.from('first'), LARGE, Buffer.alloc(0), Buffer.from('last')]

    const hold = new Hold()
    suite.http1.case(
      'while a store is asked, in order, each with its own body',
      asking(hold),
      async (app) => {
        const connection = await app.connect()
        for (const body of bodies) connection.write(app.write({ target: DATA, body }).bytes)
        await eventually(() => hold.waiting > 0, 'a pending lookup')
        hold.release()
        for (const body of bodies) suite.hasRead(await connection.response(), body)
        connection.destroy()
      },
    )

    suite.http1.case('behind an accepted body, all of them, in order', {}, async (app) => {
      const messages = ['one', 'two', 'three'].map((body) => app.write({ target: DATA, body }).bytes)
      const connection = await app.connect()
      connection.write(Buffer.concat([...messages, app.write({}).bytes]))
      for (const body of ['one', 'two', 'three']) suite.hasRead(await connection.response(), body)
      suite.isAccepted(await connection.response())
      connection.destroy()
    })

    suite.http1.case('good and bad, in order', {}, async (app) => {
      const connection = await app.connect()
      const small = { target: DATA, body: 'small' }
      const messages = [small, { ...small, ...BAD_MAC }, {}, { ...small, signedBody: 'another' }, small]
      connection.write(Buffer.concat(messages.map((request) => app.write(request).bytes)))
      const statuses: number[] = []
      for (let count = 0; count < messages.length; count++) {
        const { status } = await connection.response()
        statuses.push(status)
      }
      connection.destroy()
      deepEqual(statuses, [200, 401, 200, 401, 200])
      equal(app.log.runs.length, 3)
    })

    const first = new Hold()
    suite.http1.case(
      'an unfinished refused one behind one that still waits for its store',
      asking(first),
      async (app) => {
        const smuggled = app.smuggled('/answer/text')
        const { head } = app.write({ body: smuggled, authorization: null })
        const connection = await app.connect()
        connection.write(Buffer.concat([app.write({ target: DATA, body: 'waits' }).bytes, Buffer.from(head)]))
        await eventually(() => first.waiting === 1 && app.requests.length === 2, 'both requests')
        connection.write(smuggled)
        first.release()
        suite.hasRead(await connection.response(), 'waits')
        suite.isRefusal(await connection.response(), 'ERR_HAWK_MISSING')
        await connection.closed()
        connection.destroy()
        deepEqual(app.log.runs, [DATA])
      },
    )
  })

  suite.http1.group('copes with framings that are seldom seen', () => {
    suite.http1.case('trailers behind the last chunk', {}, async (app) => {
      const { bytes } = app.write({ target: DATA, body: 'a body', chunkBytes: [3] })
      const withTrailer = `${bytes.toString('latin1').slice(0, -2)}X-Trailer: unsigned\r\n\r\n`
      suite.hasRead(await app.exchange(withTrailer), 'a body')
    })

    suite.http1.case('chunk extensions', {}, async (app) => {
      const { head } = app.write({ target: DATA, body: 'a body', chunkBytes: [6] })
      suite.hasRead(await app.exchange(`${head}6;name=value\r\na body\r\n0\r\n\r\n`), 'a body')
    })

    suite.http1.case('a content coding of no body at all', {}, async (app) => {
      const headers = { 'Content-Encoding': 'gzip' }
      suite.hasRead(await app.send({ target: DATA, method: 'POST', headers }), '')
      suite.hasRead(await app.send({ target: DATA, body: '', headers }), '')
    })

    suite.http1.case(
      'a transfer coding that nobody takes off: the hash is over what is handed on [N3]',
      {},
      async (app) => {
        const { head, body } = app.write({ target: DATA, body: 'not decoded', chunkBytes: [3] })
        const coded = head.replace('Transfer-Encoding: chunked', 'Transfer-Encoding: gzip, chunked')
        suite.hasRead(await app.exchange(Buffer.concat([Buffer.from(coded), body])), 'not decoded')
      },
    )

    suite.http1.case(
      'a version that says HTTP/2 and is not: an answer, and never a handler',
      {},
      async (app) => {
        const { status } = await app.send({ authorization: null, httpVersion: '2.0' })
        ok([400, 401, 505].includes(status), `${status}`)
        suite.isAccepted(await app.send({}))
        deepEqual(app.log.runs, ['/who'])
      },
    )

    suite.http1.case('a body whose framing hides behind more headers than Node hands on', {}, async (app) => {
      const many = 'a:\r\n'.repeat(1100)
      for (const framed of [
        'Content-Length: 5\r\n\r\nhello',
        'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      ]) {
        const { head } = app.write({ method: 'POST', target: DATA })
        const { status } = await app.exchange(`${head.slice(0, -2)}${many}${framed}`)
        ok(status >= 400 && status < 500, `${status}`)
      }
      deepEqual(app.log.runs, [])
    })

    suite.http1.case(
      'Content-Length and Transfer-Encoding at once, never as two requests',
      {},
      async (app) => {
        const smuggled = app.smuggled('/answer/text')
        const { bytes } = app.write({ body: smuggled, chunkBytes: [5], headers: { 'Content-Length': '5' } })
        await app.exchange(bytes)
        equal(app.log.runs.includes('/answer/text'), false)
      },
    )
  })
}
