import { deepEqual, equal } from 'node:assert/strict'
import { readerPath } from '../body-readers.js'
import type { SuiteContext } from '../suite-context.js'
import type { OpenRequest } from '../transports/suite-client.js'
import { uploadPath } from '../upload-consumers.js'

const COPIES = 20

/** One signed request reaches a handler once. */
export function replayCases(suite: SuiteContext): void {
  suite.group('admits a signed request once', () => {
    suite.case('of 200 equal requests at once exactly one passes', {}, async (app) => {
      const request = { target: readerPath('for await'), body: 'once' }
      const authorization = app.sign(request)
      const clients = await Promise.all(Array.from({ length: 200 }, () => app.client()))
      const responses = await Promise.all(clients.map((client) => client.send({ ...request, authorization })))
      for (const client of clients) client.close()
      const statuses = responses.map(({ status }) => status).sort()
      deepEqual(statuses, [200, ...Array.from({ length: 199 }, () => 401)])
      equal(app.log.runs.length, 1)
    })

    suite.case(
      'a request stamped 60 s ahead is not admitted again at any second until it is stale [M3]',
      {},
      async (app) => {
        const authorization = app.sign({ signed: { ts: String(app.clock() / 1000 + 60) } })
        suite.isAccepted(await app.send({ authorization }))
        for (let second = 0; second <= 120; second++) {
          suite.isRefusal(await app.send({ authorization }), 'ERR_HAWK_REPLAYED')
          app.clock.advance(1000)
        }
        suite.isRefusal(await app.send({ authorization }), 'ERR_HAWK_STALE_TIMESTAMP')
        equal(app.log.runs.length, 1)
      },
    )

    suite.case(
      'nor at its last admissible millisecond, nor when the clock steps back a minute [M3]',
      {},
      async (app) => {
        const authorization = app.sign({})
        suite.isAccepted(await app.send({ authorization }))
        for (const step of [60_000, -60_000, 60_000, 60_000, -60_000]) {
          app.clock.advance(step)
          equal((await app.send({ authorization })).status, 401)
        }
        equal(app.log.runs.length, 1)
      },
    )

    for (const [mode, streamPayload] of Object.entries({ buffered: false, streaming: true })) {
      suite.case(
        `twenty copies whose bodies end after they are stale: one handler runs, ${mode} [M1]`,
        { guard: { streamPayload } },
        async (app) => {
          const target = streamPayload ? uploadPath('for await') : readerPath('for await')
          const request = { target, body: 'a body whose end comes late' }
          const authorization = app.sign(request)
          const copies: OpenRequest[] = []
          for (let copy = 0; copy < COPIES; copy++) copies.push(await app.open({ ...request, authorization }))
          for (const copy of copies) copy.write(request.body.slice(0, -2))
          for (const copy of copies) await copy.received()
          app.clock.advance(200_000)
          for (const copy of copies) {
            copy.write(request.body.slice(-2))
            copy.end()
          }
          const responses = await Promise.all(copies.map((copy) => copy.response()))
          deepEqual(responses.filter(({ status }) => status === 200).length, 1)
          equal(app.log.runs.length, 1)
        },
      )
    }

    suite.case('a refused body has used its nonce up', {}, async (app) => {
      const authorization = app.sign({ body: 'signed' })
      await suite.refuses(app, { body: 'forged', authorization }, 'ERR_HAWK_BAD_PAYLOAD_HASH')
      await suite.refuses(app, { body: 'signed', authorization }, 'ERR_HAWK_REPLAYED')
    })

    suite.case('the same nonce at another second is another request', {}, async (app) => {
      const ts = app.clock() / 1000
      for (const second of [ts, ts + 1, ts - 1]) {
        suite.isAccepted(await app.send({ signed: { nonce: 'the-same', ts: String(second) } }))
      }
      suite.isRefusal(await app.send({ signed: { nonce: 'the-same', ts: String(ts) } }), 'ERR_HAWK_REPLAYED')
    })

    suite.case('a replay is refused before its body is taken', {}, async (app) => {
      const request = { target: readerPath('for await'), body: 'a body' }
      const authorization = app.sign(request)
      suite.isAccepted(await app.send({ ...request, authorization }))
      const open = await app.open({ ...request, authorization })
      suite.isRefusal(await open.response(), 'ERR_HAWK_REPLAYED')
    })
  })
}
