import { deepEqual, equal, match, ok } from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { eventually, someTurns } from '../../eventually.js'
import { captureEvents } from '../captured-events.js'
import { asking, Hold } from '../hold.js'
import type { SuiteContext } from '../suite-context.js'

const BODY = Buffer.alloc(150_000, 'early bytes ')

/** Whoever else listens to the request: what a body shows them, and what they make of it. */
export function listenerCases(suite: SuiteContext): void {
  suite.group('shows a forged body to nobody', () => {
    const hold = new Hold()
    suite.case(
      "not to a 'data' listener that is attached while a store is asked",
      asking(hold),
      async (app) => {
        const answer = app.send({ body: BODY, signedBody: 'another' })
        await eventually(() => hold.waiting === 1, 'a pending lookup')
        const seen = listen(app.requests[0])
        hold.release()
        suite.isRefusal(await answer, 'ERR_HAWK_BAD_PAYLOAD_HASH')
        deepEqual(seen, { bytes: 0, hasEnded: true })
      },
    )

    const good = new Hold()
    suite.case(
      'and a good one to the listener that is attached meanwhile, whole',
      asking(good),
      async (app) => {
        const answer = app.send({ body: BODY })
        await eventually(() => good.waiting === 1, 'a pending lookup')
        const seen = listen(app.requests[0])
        good.release()
        suite.isAccepted(await answer)
        await eventually(() => seen.hasEnded, 'the end of the body')
        equal(seen.bytes, BODY.length)
      },
    )

    const early = new Hold()
    const both = { ...asking(early), before: untilWhole }
    suite.http1.case('nor the bytes that had come before the guard was entered', both, async (app) => {
      const answer = app.send({ body: 'short', signedBody: 'another' })
      await eventually(() => early.waiting === 1, 'a pending lookup')
      const seen = listen(app.requests[0])
      equal(app.requests[0]?.read(), null)
      await someTurns()
      early.release()
      suite.isRefusal(await answer, 'ERR_HAWK_BAD_PAYLOAD_HASH')
      deepEqual(seen, { bytes: 0, hasEnded: true })
    })

    for (const [what, guard] of Object.entries({
      verified: {},
      'let pass': { payload: 'ignore' },
    } as const)) {
      const hold = new Hold()
      const setup = { ...asking(hold), before: untilWhole, guard }
      suite.http1.case(
        `and good ones that had come before it, once, when they are ${what}`,
        setup,
        async (app) => {
          const answer = app.send({ body: 'short' })
          await eventually(() => hold.waiting === 1, 'a pending lookup')
          const seen = listen(app.requests[0])
          await someTurns()
          equal(seen.bytes, 0)
          hold.release()
          suite.isAccepted(await answer)
          await eventually(() => seen.hasEnded, 'the end of the body')
          equal(seen.bytes, 5)
        },
      )
    }
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
      suite.case(
        `${what}: 500, no handler runs, and the event names the order [M5]`,
        { before },
        async (app) => {
          await captureEvents(async (events) => {
            suite.isRefusal(await app.send({ body: 'read' }), 'ERR_HAWK_BODY_ALREADY_READ')
            match(events[0]?.reason ?? '', /mount body parsers behind the guard/)
          })
          equal(app.log.runs.length, 0)
        },
      )

      suite.case(`${what}: passes requests without a body`, { before }, async (app) => {
        suite.isAccepted(await app.send({}))
      })
    }
  })
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

/** Middleware that waits until the whole of a small body has come. */
function untilWhole(request: IncomingMessage): Promise<void> {
  return eventually(() => request.complete, 'the body before the guard')
}
