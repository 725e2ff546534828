import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { captureEvents } from '../captured-events.js'
import type { SuiteContext } from '../suite-context.js'
import type { TestApp } from '../test-app.js'
import { UPLOAD_CONSUMERS, uploadPath } from '../upload-consumers.js'
import type { ConsumerName } from '../upload-consumers.js'
import { bytesOf, partsOf } from '../wire-request.js'
import type { WireRequest } from '../wire-request.js'

const STREAM = { guard: { streamPayload: true } } as const
const CONSUMERS = Object.keys(UPLOAD_CONSUMERS) as ConsumerName[]
const BODY = Buffer.alloc(400_000, 'a large upload ')
const SHAPES: Readonly<Record<string, { body: Buffer; chunkBytes?: readonly number[]; isCoded?: true }>> = {
  'in one piece': { body: Buffer.from('one piece') },
  'in many pieces': { body: BODY },
  'in many chunks': { body: BODY, chunkBytes: [1, 2, 100_000, 3] },
  'gzip in many pieces': { body: Buffer.concat([BODY, randomLooking(200_000)]), isCoded: true },
}
/** These tell from the headers, which a coded or chunked body changes, when they are done. */
const COUNTS: ConsumerName = 'a count of Content-Length'
const BEGUN: ConsumerName = 'an answer that has begun'

/** Every kind of consumer with every shape of body, whole and forged. */
export function uploadConsumerCases(suite: SuiteContext): void {
  for (const name of CONSUMERS) {
    for (const [shape, { body, chunkBytes, isCoded }] of Object.entries(SHAPES)) {
      if (name === COUNTS && (chunkBytes !== undefined || isCoded)) continue
      const request: WireRequest = {
        target: uploadPath(name),
        body: isCoded ? gzipSync(body) : body,
        signedBody: body,
        ...(chunkBytes && { chunkBytes }),
        ...(isCoded && { headers: { 'Content-Encoding': 'gzip' } }),
      }

      suite.group(`streams a body ${shape} to ${name}`, () => {
        suite.case('whole', STREAM, async (app) => {
          const response = await app.send(request)
          suite.isAccepted(response)
          if (name === BEGUN) match(response.text, /^begun .*whole$/)
          else deepEqual(JSON.parse(response.text), { stored: body.length })
          ok(Buffer.concat(app.log.bodies[0]?.chunks ?? []).equals(body), 'the handler read other bytes')
        })

        suite.case('a forged one never to its end [M5]', STREAM, async (app) => {
          await captureEvents(async (events) => {
            await isBrokenOff(suite, app, name, { ...request, signedBody: 'another' })
            deepEqual(
              events.map(({ fate, code }) => [fate, code]),
              [['refused', 'ERR_HAWK_BAD_PAYLOAD_HASH']],
            )
          })
        })
      })
    }
  }
}

async function isBrokenOff(
  suite: SuiteContext,
  app: TestApp,
  name: ConsumerName,
  request: WireRequest,
): Promise<void> {
  if (name === BEGUN) {
    const open = await app.open(request)
    for (const part of partsOf(bytesOf(request.body), request.chunkBytes ?? [])) open.write(part)
    open.end()
    await rejects(
      open.response(),
      /without a whole answer/,
      'an answer that had begun was ended as if it were whole',
    )
    ok(!(await open.closed()).includes('whole'))
  } else if (name === 'for await' || name === 'pipeline' || name === "'data', 'end' and 'error'") {
    // What such a handler makes of the error is the framework's answer to an error that says 401.
    const { status } = await app.send(request)
    equal(status, 401)
  } else suite.isBodyRefusal(await app.send(request), 'ERR_HAWK_BAD_PAYLOAD_HASH')
  for (const seen of app.log.bodies) equal(seen.hasEnded, false, 'a handler saw the end of a forged body')
}

/** Bytes that no coding makes small. */
function randomLooking(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 12_345
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}
