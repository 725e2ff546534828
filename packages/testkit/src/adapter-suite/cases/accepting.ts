import { hashPayload } from '@hawk-auth/core'
import { deepEqual, equal, ok } from 'node:assert/strict'
import { BODY_READERS, readerPath } from '../body-readers.js'
import type { ReaderName } from '../body-readers.js'
import { CLIENTS } from '../clients.js'
import type { SuiteContext } from '../suite-context.js'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
const READERS = Object.keys(BODY_READERS) as ReaderName[]
/** More than one read of a socket, and text that shows where bytes are lost or doubled. */
const LARGE = Buffer.from(Array.from({ length: 300_000 }, (_, line) => `${line}\n`).join(''))
const DATA = readerPath("on('data')")

/** Honest requests of every shape. */
export function acceptingCases(suite: SuiteContext): void {
  suite.group('accepts', () => {
    for (const method of METHODS) {
      suite.case(`a ${method} without a body`, {}, async (app) => {
        suite.isAccepted(await app.send({ method }))
        deepEqual(app.log.runs, ['/who'])
      })
    }

    suite.case('a GET without a body that carries the hash of the empty body', {}, async (app) => {
      suite.isAccepted(await app.send({ signed: { hash: hashPayload('sha256', '', undefined) } }))
    })

    suite.case(
      'a POST of Content-Length 0, with the hash of the empty body and without one',
      {},
      async (app) => {
        for (const signed of [{}, { hash: undefined }]) {
          suite.hasRead(await app.send({ method: 'POST', target: DATA, body: '', signed }), '')
        }
      },
    )

    for (const name of READERS) {
      bodyCases(suite, name)
    }

    for (const method of ['GET', 'DELETE'] as const) {
      suite.case(`a ${method} with a body, and hands it on [M5]`, {}, async (app) => {
        suite.hasRead(await app.send({ method, target: DATA, body: 'unusual' }), 'unusual')
      })
    }

    suite.case('the sender, and tells handlers who it is without the key', {}, async (app) => {
      const { text } = await app.send({
        target: '/who?a=1',
        signed: { ext: 'some data', app: 'an app', dlg: 'a friend' },
      })
      const { auth } = JSON.parse(text) as {
        auth: { credentials: unknown; artifacts: Record<string, unknown> }
      }
      deepEqual(auth.credentials, { id: CLIENTS.alice.id, approved: true })
      const { target, method, host, port, ext, dlg, payloadVerified } = auth.artifacts
      deepEqual(
        { target, method, host, port, ext, dlg, payloadVerified },
        {
          target: '/who?a=1',
          method: 'GET',
          host: '127.0.0.1',
          port: app.port,
          ext: 'some data',
          dlg: 'a friend',
          payloadVerified: false,
        },
      )
    })

    suite.case('the sender, whose key no log of him shows [S3]', {}, async (app) => {
      const { text } = await app.send({ target: '/who/inspected' })
      ok(text.includes(CLIENTS.alice.id) && !text.includes(CLIENTS.alice.key))
    })

    suite.case('a target as it was sent, whatever a URL parser would make of it', {}, async (app) => {
      const target = "/who?q='%41'&x=[1]&y=%zz&z=a+b&&;=|"
      suite.isAccepted(await app.send({ target }))
    })

    suite.case('a content type whose parameters are not the signed ones', {}, async (app) => {
      const body = { contentType: 'text/plain', body: 'text' }
      const authorization = app.sign({ ...body, target: DATA })
      suite.hasRead(
        await app.send({
          ...body,
          target: DATA,
          authorization,
          contentType: 'Text/Plain; charset=utf-8; x=y',
        }),
        'text',
      )
    })

    suite.case('200 requests over one connection', {}, async (app) => {
      const client = await app.client()
      for (let count = 0; count < 200; count++) {
        suite.hasRead(await client.send({ target: DATA, body: `body ${count}` }), `body ${count}`)
      }
      client.close()
      equal(app.sockets.length, 1)
    })

    suite.http1.case('a body that Expect: 100-continue held back', {}, async (app) => {
      const { head, body } = app.write({ target: DATA, body: 'awaited', headers: { Expect: '100-continue' } })
      const connection = await app.connect()
      connection.write(head)
      equal((await connection.response()).status, 100)
      connection.write(body)
      suite.hasRead(await connection.response(), 'awaited')
      connection.destroy()
    })
  })
}

function bodyCases(suite: SuiteContext, name: ReaderName): void {
  const target = readerPath(name)

  suite.case(`a body of known length, and ${name} reads it`, {}, async (app) => {
    suite.hasRead(await app.send({ target, body: 'b\u00f6dy' }), 'b\u00f6dy')
  })

  suite.case(`a body in chunks, and ${name} reads it`, {}, async (app) => {
    suite.hasRead(
      await app.send({ target, body: 'in several chunks', chunkBytes: [1, 5, 2] }),
      'in several chunks',
    )
  })

  suite.case(`no body, and ${name} comes to its end`, {}, async (app) => {
    suite.hasRead(await app.send({ method: 'POST', target }), '')
  })

  suite.case(
    `a body of two megabytes, and ${name} reads it`,
    { guard: { maxPayloadBytes: 4_194_304 } },
    async (app) => {
      suite.hasRead(await app.send({ target, body: LARGE }), LARGE)
    },
  )

  suite.case(`a body that comes byte by byte, and ${name} reads it`, {}, async (app) => {
    const body = 'drop by drop'
    const open = await app.open({ target, body })
    for (const byte of body) {
      await open.received()
      open.write(byte)
    }
    open.end()
    suite.hasRead(await open.response(), body)
  })
}
