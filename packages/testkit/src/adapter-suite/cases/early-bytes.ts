import { deepEqual, equal, match, ok } from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { eventually } from '../../eventually.js'
import { BODY_READERS, readerPath } from '../body-readers.js'
import type { ReaderName } from '../body-readers.js'
import { captureEvents } from '../captured-events.js'
import { CLIENTS } from '../clients.js'
import { Hold } from '../hold.js'
import type { SuiteContext } from '../suite-context.js'
import type { AppSetup } from '../test-app.js'

const BODY = Buffer.alloc(150_000, 'early bytes ')
const READERS = Object.keys(BODY_READERS) as ReaderName[]

/** Bodies that came before the guard was entered, or before it had decided. */
export function earlyByteCases(suite: SuiteContext): void {
  suite.group('copes with middleware that takes its time before the guard', () => {
    for (const name of READERS) {
      const target = readerPath(name)

      suite.case(`and ${name} reads the whole body [M5]`, waiting(), async (app) => {
        for (const body of ['', 'short', BODY]) {
          suite.hasRead(await app.send({ target, body }), body)
          suite.hasRead(await app.send({ target, body, chunkBytes: [1, 2, 3] }), body)
        }
        suite.hasRead(await app.send({ target, method: 'POST' }), '')
      })

      suite.case(`and ${name} sees nothing of a forged body`, waiting(), async (app) => {
        for (const body of ['short', BODY]) {
          await suite.refuses(app, { target, body, signedBody: 'another' }, 'ERR_HAWK_BAD_PAYLOAD_HASH')
        }
      })
    }

    for (const [mode, guard] of Object.entries({
      'a body that flows': { streamPayload: true },
      'a body that is not looked at': { payload: 'ignore' },
      'the body of nobody': { required: false },
    } as const)) {
      suite.case(`and ${mode} comes whole`, { ...waiting(), guard }, async (app) => {
        const request = { target: readerPath('for await'), ...('required' in guard && { authorization: null }) }
        for (const body of ['', 'short', BODY]) {
          suite.hasRead(await app.send({ ...request, body }), body)
          suite.hasRead(await app.send({ ...request, body, chunkBytes: [1, 2, 3] }), body)
        }
      })
    }

    suite.case('and a body refused for its MAC is passed by', waiting(), async (app) => {
      const connection = await app.connect()
      connection.write(app.write({ body: 'short', signed: { mac: 'AAAA' } }).bytes)
      suite.isRefusal(await connection.response(), 'ERR_HAWK_BAD_MAC')
      connection.write(app.write({}).bytes)
      suite.isAccepted(await connection.response())
      connection.destroy()
    })
  })

  suite.group('copes with bodies that come while a store is asked', () => {
    for (const name of READERS) {
      const hold = new Hold()
      suite.case(`and ${name} reads the whole body`, asking(hold), async (app) => {
        const connection = await app.connect()
        connection.write(app.write({ target: readerPath(name), body: BODY }).bytes)
        await eventually(() => hold.waiting === 1, 'a pending lookup')
        hold.release()
        suite.hasRead(await connection.response(), BODY)
        connection.destroy()
      })
    }

    const after = new Hold()
    suite.case('and a body that comes only after the store has answered', asking(after), async (app) => {
      const { head, body } = app.write({ target: readerPath('for await'), body: 'afterwards' })
      const connection = await app.connect()
      connection.write(head)
      await eventually(() => after.waiting === 1, 'a pending lookup')
      after.release()
      connection.write(body)
      suite.hasRead(await connection.response(), 'afterwards')
      connection.destroy()
    })
  })

  suite.group('shows a forged body to nobody', () => {
    const hold = new Hold()
    suite.case("not to a 'data' listener that is attached while a store is asked", asking(hold), async (app) => {
      const connection = await app.connect()
      connection.write(app.write({ body: BODY, signedBody: 'another' }).bytes)
      await eventually(() => hold.waiting === 1, 'a pending lookup')
      const seen = listen(app.requests[0])
      hold.release()
      suite.isRefusal(await connection.response(), 'ERR_HAWK_BAD_PAYLOAD_HASH')
      deepEqual(seen, { bytes: 0, hasEnded: true })
      connection.destroy()
    })

    const good = new Hold()
    suite.case('and a good one to the listener that is attached meanwhile, whole', asking(good), async (app) => {
      const connection = await app.connect()
      connection.write(app.write({ body: BODY }).bytes)
      await eventually(() => good.waiting === 1, 'a pending lookup')
      const seen = listen(app.requests[0])
      good.release()
      suite.isAccepted(await connection.response())
      await eventually(() => seen.hasEnded, 'the end of the body')
      equal(seen.bytes, BODY.length)
      connection.destroy()
    })
  })

  suite.group('refuses to guess where somebody read the body before it', () => {
    const readers: Readonly<Record<string, (request: IncomingMessage) => Promise<void> | undefined>> = {
      "a 'data' listener": (request) => {
        request.on('data', () => undefined)
        return undefined
      },
      'resume()': (request) => {
        request.resume()
        return undefined
      },
      'a reader that has read it whole': async (request) => {
        for await (const chunk of request) ok(chunk)
      },
    }
    for (const [what, before] of Object.entries(readers)) {
      suite.case(`${what}: 500, no handler runs, and the event names the order [M5]`, { before }, async (app) => {
        await captureEvents(async (events) => {
          suite.isRefusal(await app.send({ body: 'read' }), 'ERR_HAWK_BODY_ALREADY_READ')
          match(events[0]?.reason ?? '', /mount body parsers behind the guard/)
        })
        equal(app.log.runs.length, 0)
        suite.isAccepted(await app.send({}))
      })
    }
  })
}

/** Middleware that waits until the body, or as much of it as Node takes, has come. */
function waiting(): AppSetup {
  return {
    before: async (request) => {
      const expected = Number(request.headers['content-length'] ?? 1)
      const enough = Math.min(expected, request.readableHighWaterMark)
      const hasCome = (): boolean => request.readableLength >= enough || request.complete
      await eventually(hasCome, 'the bytes before the guard')
    },
  }
}

function asking(hold: Hold): AppSetup {
  const find = async (): Promise<typeof CLIENTS.alice> => {
    await hold.wait()
    return CLIENTS.alice
  }
  return { verifier: { credentials: find } }
}

function listen(request: IncomingMessage | undefined): { bytes: number; hasEnded: boolean } {
  const seen = { bytes: 0, hasEnded: false }
  request?.on('data', (chunk: Buffer) => {
    seen.bytes += chunk.length
  })
  request?.on('end', () => {
    seen.hasEnded = true
  })
  return seen
}
