import { deepEqual, equal } from 'node:assert/strict'
import { eventually } from '../../eventually.js'
import { readerPath } from '../body-readers.js'
import { asking, Hold } from '../hold.js'
import type { SuiteContext } from '../suite-context.js'

const DATA = readerPath("on('data')")
const LARGE = Buffer.alloc(200_000, 'pipelined ')
const BAD_MAC = { signed: { mac: 'AAAA' } } as const

/** Several requests on their way at once, and framings that are seldom seen. */
export function pipelineCases(suite: SuiteContext): void {
  suite.group('answers requests that are pipelined', () => {
    const bodies = [Buffer.from('first'), LARGE, Buffer.alloc(0), Buffer.from('last')]

    const hold = new Hold()
    suite.case('while a store is asked, in order, each with its own body', asking(hold), async (app) => {
      const connection = await app.connect()
      for (const body of bodies) connection.write(app.write({ target: DATA, body }).bytes)
      await eventually(() => hold.waiting > 0, 'a pending lookup')
      hold.release()
      for (const body of bodies) suite.hasRead(await connection.response(), body)
      connection.destroy()
    })

    suite.case('good and bad, in order', {}, async (app) => {
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
    suite.case(
      'an unfinished refused one behind one that still waits for its store',
      asking(first),
      async (app) => {
        const smuggled = app.write({ target: '/answer/text' }).bytes
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

  suite.group('copes with framings that are seldom seen', () => {
    suite.case('trailers behind the last chunk', {}, async (app) => {
      const { bytes } = app.write({ target: DATA, body: 'a body', chunkBytes: [3] })
      const withTrailer = `${bytes.toString('latin1').slice(0, -2)}X-Trailer: unsigned\r\n\r\n`
      suite.hasRead(await app.exchange(withTrailer), 'a body')
    })

    suite.case('chunk extensions', {}, async (app) => {
      const { head } = app.write({ target: DATA, body: 'a body', chunkBytes: [6] })
      suite.hasRead(await app.exchange(`${head}6;name=value\r\na body\r\n0\r\n\r\n`), 'a body')
    })

    suite.case('a content coding of no body at all', {}, async (app) => {
      const headers = { 'Content-Encoding': 'gzip' }
      suite.hasRead(await app.send({ target: DATA, method: 'POST', headers }), '')
      suite.hasRead(await app.send({ target: DATA, body: '', headers }), '')
    })

    suite.case('Content-Length and Transfer-Encoding at once, never as two requests', {}, async (app) => {
      const smuggled = app.write({ target: '/answer/text' }).bytes
      const { bytes } = app.write({ body: smuggled, chunkBytes: [5], headers: { 'Content-Length': '5' } })
      await app.exchange(bytes)
      equal(app.log.runs.includes('/answer/text'), false)
    })
  })
}
