import { equal } from 'node:assert/strict'
import { eventually, someTurns } from '../../eventually.js'
import type { RawConnection } from '../../wire/raw-connection.js'
import { readerPath } from '../body-readers.js'
import { captureEvents } from '../captured-events.js'
import type { CapturedEvent } from '../captured-events.js'
import { CLIENTS } from '../clients.js'
import { Hold } from '../hold.js'
import type { SuiteContext } from '../suite-context.js'
import type { TestApp } from '../test-app.js'
import type { WireMessage, WireRequest } from '../wire-request.js'

const DATA = readerPath("on('data')")

/** Senders who go away before their request is decided. */
export function abortCases(suite: SuiteContext): void {
  suite.group('runs nothing for a sender who went away', () => {
    suite.case('in the middle of the body', {}, async (app) => {
      await goesAway(app, (connection, { head, body }) => {
        connection.write(Buffer.concat([Buffer.from(head), body.subarray(0, 3)]))
      })
    })

    suite.case('in the middle of a body in chunks', {}, async (app) => {
      await goesAway(app, (connection, { head }) => connection.write(`${head}3\r\nabc\r\n`), [1])
    })

    for (const [what, part] of Object.entries({
      'in the middle of the body': (body: Buffer) => body.subarray(0, 3),
      'after the body': (body: Buffer) => body,
    })) {
      for (const store of ['credential', 'nonce'] as const) {
        const hold = new Hold()
        suite.case(`${what}, while the ${store} store has not answered`, heldAt(store, hold), async (app) => {
          await goesAway(
            app,
            (connection, { head, body }) => {
              connection.write(Buffer.concat([Buffer.from(head), part(body)]))
            },
            undefined,
            hold,
          )
        })
      }
    }

    for (const [what, request] of Object.entries({
      'without a body': {},
      'under a bad MAC': { signed: { mac: 'AAAA' } },
    } satisfies Record<string, WireRequest>)) {
      const hold = new Hold()
      suite.case(`${what}, while a store has not answered`, heldAt('credential', hold), async (app) => {
        await captureEvents(async (events) => {
          const connection = await app.connect()
          connection.write(app.write(request).bytes)
          await eventually(() => hold.waiting === 1, 'a pending lookup')
          connection.reset()
          await eventually(() => app.sockets[0]?.destroyed === true, 'the end of the connection')
          hold.release()
          await isAborted(app, events)
        })
      })
    }

    suite.case('by half-closing in the middle of the body', {}, async (app) => {
      await captureEvents(async (events) => {
        const { head, body } = app.write({ target: DATA, body: 'the body' })
        const connection = await app.connect()
        connection.write(Buffer.concat([Buffer.from(head), body.subarray(0, 3)]))
        connection.end()
        await connection.closed()
        await eventually(() => app.sockets[0]?.destroyed === true, 'the end of the connection')
        await isAborted(app, events)
        connection.destroy()
      })
    })

    const half = new Hold()
    suite.case(
      'by half-closing after the body, while a store has not answered [M5]',
      heldAt('nonce', half),
      async (app) => {
        await captureEvents(async (events) => {
          const connection = await app.connect()
          connection.write(app.write({ target: DATA, body: 'the body' }).bytes)
          await eventually(() => half.waiting === 1, 'a pending claim')
          connection.end()
          await eventually(() => app.sockets[0]?.readable === false, 'the half-closed connection')
          half.release()
          await isAborted(app, events)
          connection.destroy()
        })
      },
    )
  })

  suite.group('answers a sender who half-closed after a whole request', () => {
    suite.case('with the answer of the handler', {}, async (app) => {
      const connection = await app.connect()
      connection.write(app.write({ target: DATA, body: 'the body' }).bytes)
      connection.end()
      const response = await connection.response()
      // Where the end had been noticed by then nothing may run; where not, the handler has the whole body.
      suite.hasRead(response, 'the body')
      connection.destroy()
    })
  })
}

function heldAt(store: 'credential' | 'nonce', hold: Hold): Parameters<SuiteContext['case']>[1] {
  const admit = async (): Promise<'admitted'> => {
    await hold.wait()
    return 'admitted'
  }
  const find = async (): Promise<typeof CLIENTS.alice> => {
    await hold.wait()
    return CLIENTS.alice
  }
  return { verifier: store === 'nonce' ? { nonces: { claim: admit } } : { credentials: find } }
}

async function goesAway(
  app: TestApp,
  send: (connection: RawConnection, message: WireMessage) => void,
  chunkBytes?: readonly number[],
  hold?: Hold,
): Promise<void> {
  await captureEvents(async (events) => {
    const message = app.write({ target: DATA, body: 'the body', ...(chunkBytes && { chunkBytes }) })
    const connection = await app.connect()
    send(connection, message)
    await eventually(() => app.requests.length === 1 && app.bytesRead > message.head.length, 'the request')
    if (hold !== undefined) await eventually(() => hold.waiting === 1, 'a store that is waited for')
    connection.reset()
    // A socket that is not read from hears of nothing.
    const isNoticed = (): boolean =>
      app.sockets[0]?.destroyed === true || message.body.length > app.bytesRead - message.head.length
    await eventually(() => connection.isClosed && isNoticed(), 'the end of the connection')
    hold?.release()
    await isAborted(app, events)
  })
}

async function isAborted(app: TestApp, events: readonly CapturedEvent[]): Promise<void> {
  await eventually(() => events.length > 0, 'the event of the request')
  await someTurns()
  equal(events.map(({ fate }) => fate).join(), 'aborted')
  equal(app.log.runs.length, 0, 'a handler ran for a request whose sender was gone')
}
