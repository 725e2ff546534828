import { equal } from 'node:assert/strict'
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { readerPath } from '../body-readers.js'
import type { SuiteContext } from '../suite-context.js'
import type { WireRequest } from '../wire-request.js'

const CODINGS = {
  gzip: gzipSync,
  deflate: deflateSync,
  // At its best it takes a second for the bomb.
  br: (bytes: Uint8Array | string) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
} as const
const ZEROS = Buffer.alloc(20_000_000)
const TEXT = 'content coding is not signed; '.repeat(50)
const DATA = readerPath('for await')

/** Content-Encoding is not signed: the hash is over what is handed on. */
export function contentCodingCases(suite: SuiteContext): void {
  for (const streamPayload of [false, true]) {
    suite.group(`takes content codings off${streamPayload ? ', streaming' : ''}`, () => {
      for (const [coding, code] of Object.entries(CODINGS)) {
        suite.case(
          `${coding}: hands on the decoded body that was hashed [M4]`,
          { guard: { streamPayload } },
          async (app) => {
            suite.hasRead(await app.send(coded(coding, code(TEXT))), TEXT)
            suite.hasRead(await app.send({ ...coded(coding, code(TEXT)), chunkBytes: [1, 2, 3] }), TEXT)
          },
        )

        suite.case(
          `${coding}: of the empty body hands on nothing`,
          { guard: { streamPayload } },
          async (app) => {
            suite.hasRead(await app.send(coded(coding, code(''), '')), '')
          },
        )

        suite.case(
          `${coding}: refuses a hash over the coded bytes [M4]`,
          { guard: { streamPayload } },
          async (app) => {
            const authorization = app.sign({ target: DATA, body: code(TEXT) })
            await refusesBody(suite, streamPayload, { ...coded(coding, code(TEXT)), authorization }, 401)
          },
        )

        suite.case(`${coding}: refuses a body that is cut short`, { guard: { streamPayload } }, async () => {
          await refusesBody(suite, streamPayload, coded(coding, code(TEXT).subarray(0, -1)), 400)
        })

        suite.case(`${coding}: refuses bytes behind its end`, { guard: { streamPayload } }, async () => {
          const body = Buffer.concat([code(TEXT), Buffer.from('more')])
          await refusesBody(suite, streamPayload, coded(coding, body), 400)
          await refusesBody(
            suite,
            streamPayload,
            { ...coded(coding, body), chunkBytes: [body.length - 4] },
            400,
          )
        })

        suite.case(`${coding}: stops a bomb at maxPayloadBytes`, { guard: { streamPayload } }, async () => {
          await refusesBody(suite, streamPayload, coded(coding, code(ZEROS), ZEROS), 413)
        })
      }

      suite.case('identity: is none', { guard: { streamPayload } }, async (app) => {
        suite.hasRead(await app.send(coded('identity', TEXT)), TEXT)
      })

      suite.case(
        'raw deflate, which some send as deflate, is refused',
        { guard: { streamPayload } },
        async () => {
          await refusesBody(suite, streamPayload, coded('deflate', deflateRawSync(TEXT)), 400)
        },
      )

      for (const coding of ['zstd', 'compress', 'gzip, gzip', 'identity, gzip', 'gzip;q=1', 'x']) {
        suite.case(`${coding}: is 415`, { guard: { streamPayload } }, async (app) => {
          await suite.refuses(app, coded(coding, gzipSync(TEXT)), 'ERR_HAWK_UNSUPPORTED_ENCODING')
        })
      }

      suite.http1.case('two Content-Encoding headers are 415', { guard: { streamPayload } }, async (app) => {
        const request = coded('gzip', gzipSync(gzipSync(TEXT)))
        const headers = { 'Content-Encoding': 'gzip', 'content-encoding': 'gzip' }
        await suite.refuses(app, { ...request, headers }, 'ERR_HAWK_UNSUPPORTED_ENCODING')
      })

      suite.case(
        'a coding that was added on the way is refused [M4]',
        { guard: { streamPayload } },
        async () => {
          const upload = gzipSync(TEXT)
          await refusesBody(suite, streamPayload, coded('gzip', upload, upload), 401)
        },
      )

      suite.case(
        'a coding that was taken away on the way is refused [M4]',
        { guard: { streamPayload } },
        async () => {
          await refusesBody(suite, streamPayload, { ...coded('gzip', gzipSync(TEXT)), headers: {} }, 401)
        },
      )

      suite.case(
        'text that br reads as nothing is not made empty [M4]',
        { guard: { streamPayload } },
        async () => {
          await refusesBody(suite, streamPayload, coded('br', '5000 EUR', '5000 EUR'), 400)
          await refusesBody(suite, streamPayload, coded('br', ';', ';'), 401)
        },
      )
    })
  }
}

function coded(
  coding: string,
  body: Uint8Array | string,
  signedBody: Uint8Array | string = TEXT,
): WireRequest {
  return { target: DATA, body, signedBody, headers: { 'Content-Encoding': coding } }
}

/** A body that must be refused; where it flows, its handler may run, and must not see its end. */
async function refusesBody(
  suite: SuiteContext,
  streamPayload: boolean,
  request: WireRequest,
  status: number,
): Promise<void> {
  await suite.with({ guard: { streamPayload, maxPayloadBytes: 1_048_576 } }, async (app) => {
    const response = await app.send(request)
    equal(response.status, status, response.text)
    if (!streamPayload) equal(app.log.runs.length, 0, 'a handler ran for a request that was refused')
    for (const seen of app.log.bodies)
      equal(seen.hasEnded, false, 'a handler saw the end of a body that was refused')
  })
}
