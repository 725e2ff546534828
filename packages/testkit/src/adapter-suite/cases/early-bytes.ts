import { eventually, someTurns } from '../../eventually.js'
import { BODY_READERS, readerPath } from '../body-readers.js'
import type { ReaderName } from '../body-readers.js'
import { asking, Hold } from '../hold.js'
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
        const request = {
          target: readerPath('for await'),
          ...('required' in guard && { authorization: null }),
        }
        for (const body of ['', 'short', BODY]) {
          suite.hasRead(await app.send({ ...request, body }), body)
          suite.hasRead(await app.send({ ...request, body, chunkBytes: [1, 2, 3] }), body)
        }
      })
    }

    suite.http1.case('and a body refused for its MAC is passed by', waiting(), async (app) => {
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
        const answer = app.send({ target: readerPath(name), body: BODY })
        await eventually(() => hold.waiting === 1, 'a pending lookup')
        hold.release()
        suite.hasRead(await answer, BODY)
      })
    }

    const after = new Hold()
    suite.case('and a body that comes only after the store has answered', asking(after), async (app) => {
      const open = await app.open({ target: readerPath('for await'), body: 'afterwards' })
      await eventually(() => after.waiting === 1, 'a pending lookup')
      after.release()
      open.write('afterwards')
      open.end()
      suite.hasRead(await open.response(), 'afterwards')
    })
  })
}

/** Middleware that waits until the body, or as much of it as Node takes, has come. */
function waiting(): AppSetup {
  return {
    before: async (request) => {
      // Over HTTP/2 nothing comes before somebody reads.
      if (request.httpVersionMajor === 2) return someTurns()
      const expected = Number(request.headers['content-length'] ?? 1)
      const enough = Math.min(expected, request.readableHighWaterMark)
      const hasCome = (): boolean => request.readableLength >= enough || request.complete
      return eventually(hasCome, 'the bytes before the guard')
    },
  }
}
