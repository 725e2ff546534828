import { deepEqual, equal } from 'node:assert/strict'
import { eventually } from '../../eventually.js'
import type { RawConnection } from '../../wire/raw-connection.js'
import { readerPath } from '../body-readers.js'
import type { SuiteContext } from '../suite-context.js'
import type { TestApp } from '../test-app.js'
import { uploadPath } from '../upload-consumers.js'

const COPIES = 20

/** One signed request reaches a handler once. */
export function replayCases(suite: SuiteContext): void {
  suite.group('admits a signed request once', () => {
    suite.case('of 200 equal requests at once exactly one passes', {}, async (app) => {
      const { bytes } = app.write({ target: readerPath('for await'), body: 'once' })
      const connections = await Promise.all(Array.from({ length: 200 }, () => app.connect()))
      for (const connection of connections) connection.write(bytes)
      const responses = await Promise.all(connections.map((connection) => connection.response()))
      for (const connection of connections) connection.destroy()
      const statuses = responses.map(({ status }) => status).sort()
      deepEqual(statuses, [200, ...Array.from({ length: 199 }, () => 401)])
      equal(app.log.runs.length, 1)
    })

    suite.case(
      'a request stamped 60 s ahead is not admitted again at any second until it is stale [M3]',
      {},
      async (app) => {
        const { bytes } = app.write({ signed: { ts: String(app.clock() / 1000 + 60) } })
        suite.isAccepted(await app.exchange(bytes))
        for (let second = 0; second <= 120; second++) {
          suite.isRefusal(await app.exchange(bytes), 'ERR_HAWK_REPLAYED')
          app.clock.advance(1000)
        }
        suite.isRefusal(await app.exchange(bytes), 'ERR_HAWK_STALE_TIMESTAMP')
        equal(app.log.runs.length, 1)
      },
    )

    suite.case(
      'nor at its last admissible millisecond, nor when the clock steps back a minute [M3]',
      {},
      async (app) => {
        const { bytes } = app.write({})
        suite.isAccepted(await app.exchange(bytes))
        for (const step of [60_000, -60_000, 60_000, 60_000, -60_000]) {
          app.clock.advance(step)
          equal((await app.exchange(bytes)).status, 401)
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
          const { head, body } = app.write({ target, body: 'a body whose end comes late' })
          const connections: RawConnection[] = []
          for (let copy = 0; copy < COPIES; copy++) connections.push(await app.connect())
          const unfinished = Buffer.concat([Buffer.from(head), body.subarray(0, -2)])
          for (const connection of connections) connection.write(unfinished)
          await eventually(() => app.bytesRead >= COPIES * unfinished.length, 'all copies but their ends')
          app.clock.advance(200_000)
          for (const connection of connections) connection.write(body.subarray(-2))
          const statuses = await answersTo(app, connections)
          deepEqual(statuses.filter((status) => status === 200).length, 1)
          equal(app.log.runs.length, 1)
        },
      )
    }

    suite.case('a refused body has used its nonce up', {}, async (app) => {
      const { authorization } = app.write({ body: 'signed' })
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
      const { head, bytes } = app.write({ target: readerPath('for await'), body: 'a body' })
      suite.isAccepted(await app.exchange(bytes))
      suite.isRefusal(await app.exchange(head), 'ERR_HAWK_REPLAYED')
    })
  })
}

async function answersTo(app: TestApp, connections: readonly RawConnection[]): Promise<number[]> {
  const responses = await Promise.all(connections.map((connection) => connection.response()))
  for (const connection of connections) connection.destroy()
  await eventually(() => app.sockets.every((socket) => socket.destroyed), 'the end of all connections')
  return responses.map(({ status }) => status)
}
