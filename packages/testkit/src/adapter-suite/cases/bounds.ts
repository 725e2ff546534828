import { equal } from 'node:assert/strict'
import { eventually } from '../../eventually.js'
import { readerPath } from '../body-readers.js'
import type { SuiteContext } from '../suite-context.js'

const DATA = readerPath("on('data')")

/** How much of a body is taken. */
export function boundCases(suite: SuiteContext): void {
  suite.group('bounds what it takes', () => {
    suite.case(
      'a body of exactly maxPayloadBytes passes',
      { guard: { maxPayloadBytes: 10 } },
      async (app) => {
        suite.hasRead(await app.send({ target: DATA, body: 'ten chars!' }), 'ten chars!')
      },
    )

    suite.case(
      'a body that says it is larger gets 413 before it is sent',
      { guard: { maxPayloadBytes: 10 } },
      async (app) => {
        const open = await app.open({ target: DATA, body: 'eleven char' })
        suite.isRefusal(await open.response(), 'ERR_HAWK_PAYLOAD_TOO_LARGE')
        await open.closed()
        equal(app.log.runs.length, 0)
      },
    )

    suite.case('a larger body in chunks gets 413', { guard: { maxPayloadBytes: 10 } }, async (app) => {
      await suite.refuses(
        app,
        { target: DATA, body: 'eleven char', chunkBytes: [5] },
        'ERR_HAWK_PAYLOAD_TOO_LARGE',
      )
    })

    suite.case('a body over the default of one mebibyte gets 413', {}, async (app) => {
      const body = Buffer.alloc(1_048_577)
      await suite.refuses(app, { target: DATA, body }, 'ERR_HAWK_PAYLOAD_TOO_LARGE')
      suite.hasRead(await app.send({ target: DATA, body: body.subarray(1) }), body.subarray(1))
    })

    suite.case('an unsigned body is refused at its first byte', {}, async (app) => {
      const open = await app.open({ body: Buffer.alloc(1_000_000), signed: { hash: undefined } })
      open.write('x')
      suite.isRefusal(await open.response(), 'ERR_HAWK_MISSING_PAYLOAD_HASH')
    })

    suite.case(
      'all bodies together: beyond maxBufferedBytes 503, and room again when one is done [S20]',
      { guard: { maxBufferedBytes: 10 } },
      async (app) => {
        const slow = await app.open({ target: DATA, body: 'eight by' })
        slow.write('eight b')
        await slow.received()
        await suite.refuses(app, { target: DATA, body: 'four' }, 'ERR_HAWK_OVERLOADED')
        slow.write('y')
        slow.end()
        suite.hasRead(await slow.response(), 'eight by')
        suite.hasRead(await app.send({ target: DATA, body: 'four and 5' }), 'four and 5')
      },
    )

    suite.case('an aborted body gives its room back', { guard: { maxBufferedBytes: 10 } }, async (app) => {
      const slow = await app.open({ target: DATA, body: 'eight by' })
      slow.write('eight b')
      await slow.received()
      slow.abort()
      await eventually(() => slow.isOver(), 'the end of the request')
      suite.hasRead(await app.send({ target: DATA, body: 'ten chars!' }), 'ten chars!')
    })
  })
}
