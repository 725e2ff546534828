import { equal } from 'node:assert/strict'
import { eventually, someTurns } from '../../eventually.js'
import { readerPath } from '../body-readers.js'
import { captureEvents } from '../captured-events.js'
import type { CapturedEvent } from '../captured-events.js'
import { CLIENTS } from '../clients.js'
import { Hold } from '../hold.js'
import type { SuiteContext } from '../suite-context.js'
import type { TestApp } from '../test-app.js'
import type { WireRequest } from '../wire-request.js'

const DATA = readerPath("on('data')")
const BODY = 'the body'

/** Senders who go away before their request is decided. */
export function abortCases(suite: SuiteContext): void {
  suite.group('runs nothing for a sender who went away', () => {
    suite.case('in the middle of the body', {}, async (app) => {
      await goesAway(app, { part: 'the' })
    })

    suite.case('in the middle of a body in chunks', {}, async (app) => {
      await goesAway(app, { part: 'the', chunkBytes: [3] })
    })

    for (const [what, part] of Object.entries({
      'in the middle of the body': 'the',
      'after the body': BODY,
    })) {
      for (const store of ['credential', 'nonce'] as const) {
        const hold = new Hold()
        suite.case(`${what}, while the ${store} store has not answered`, heldAt(store, hold), async (app) => {
          await goesAway(app, { part, hold })
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
          const open = await app.open(request)
          open.end()
          await eventually(() => hold.waiting === 1, 'a pending lookup')
          open.abort()
          await eventually(() => open.isOver(), 'the end of the request')
          hold.release()
          await isAborted(app, events)
        })
      })
    }

    suite.http1.case('by half-closing in the middle of the body', {}, async (app) => {
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
    suite.http1.case(
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

  suite.http1.group('answers a sender who half-closed after a whole request', () => {
    suite.http1.case('with the answer of the handler', {}, async (app) => {
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

/** What is sent of the body, and what is waited for, before a sender goes away. */
interface Departure {
  part: string
  chunkBytes?: readonly number[]
  hold?: Hold
}

async function goesAway(app: TestApp, { part, chunkBytes, hold }: Departure): Promise<void> {
  await captureEvents(async (events) => {
    const open = await app.open({ target: DATA, body: BODY, ...(chunkBytes && { chunkBytes }) })
    open.write(part)
    await open.received()
    await eventually(() => app.requests.length === 1, 'the request')
    if (hold !== undefined) await eventually(() => hold.waiting === 1, 'a store that is waited for')
    open.abort()
    // A socket that is not read from hears of nothing.
    const isHeldUp = hold !== undefined && part.length < BODY.length
    await eventually(() => isHeldUp || open.isOver(), 'the end of the request')
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
