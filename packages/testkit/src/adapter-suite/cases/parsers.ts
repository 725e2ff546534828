import { deepEqual, equal } from 'node:assert/strict'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { ParserName } from '../adapter-under-test.js'
import type { SuiteContext } from '../suite-context.js'
import type { RawResponse } from '../../wire/raw-response.js'

interface ParserCase {
  contentType: string
  body: string
  parsed: unknown
}

const LONG = 'x'.repeat(200_000)
const CASES: Readonly<Record<ParserName, ParserCase>> = {
  json: {
    contentType: 'application/json',
    body: JSON.stringify({ a: [1, 'zw\u00f6lf'], long: LONG }),
    parsed: { a: [1, 'zw\u00f6lf'], long: LONG },
  },
  urlencoded: {
    contentType: 'application/x-www-form-urlencoded',
    body: `a=1&b=two+words&long=${LONG}`,
    parsed: { a: '1', b: 'two words', long: LONG },
  },
  text: { contentType: 'text/plain', body: `some text ${LONG}`, parsed: `some text ${LONG}` },
  raw: { contentType: 'application/octet-stream', body: `some bytes ${LONG}`, parsed: `some bytes ${LONG}` },
  multipart: {
    contentType: 'multipart/form-data; boundary=edge',
    body: `--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n${LONG}\r\n--edge--\r\n`,
    parsed: { a: LONG },
  },
}

const CODINGS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync } as const

/** The framework's own parsers behind the guard. */
export function parserCases(suite: SuiteContext): void {
  for (const parser of suite.adapter.parsers) {
    suite.group(`feeds the framework's ${parser} parser`, () => {
      const { contentType, body, parsed } = CASES[parser]
      const target = `/parse/${parser}`
      const hasParsed = (response: RawResponse): void => {
        suite.isAccepted(response)
        deepEqual(JSON.parse(response.text), { parsed })
      }

      suite.case('with a body of known length', {}, async (app) => {
        hasParsed(await app.send({ target, contentType, body }))
      })

      suite.case('with a body in chunks', {}, async (app) => {
        hasParsed(await app.send({ target, contentType, body, chunkBytes: [10, 1000, 100_000] }))
      })

      for (const [coding, code] of Object.entries(CODINGS)) {
        suite.case(`with a ${coding} body, decoded once`, {}, async (app) => {
          const coded = {
            target,
            contentType,
            signedBody: body,
            body: code(body),
            headers: { 'Content-Encoding': coding },
          }
          hasParsed(await app.send(coded))
          hasParsed(await app.send({ ...coded, chunkBytes: [1, 7] }))
        })
      }

      suite.case('with a body that flows', { guard: { streamPayload: true } }, async (app) => {
        hasParsed(await app.send({ target, contentType, body }))
        hasParsed(await app.send({ target, contentType, body, chunkBytes: [10, 1000, 100_000] }))
      })

      suite.case('with a gzip body that flows', { guard: { streamPayload: true } }, async (app) => {
        const headers = { 'Content-Encoding': 'gzip' }
        hasParsed(await app.send({ target, contentType, signedBody: body, body: gzipSync(body), headers }))
      })

      suite.case('with nothing of a forged body', {}, async (app) => {
        await suite.refuses(
          app,
          { target, contentType, body, signedBody: 'another' },
          'ERR_HAWK_BAD_PAYLOAD_HASH',
        )
      })

      suite.case(
        'with nothing where it stands before the guard: 500, and no handler runs [M5]',
        { parserBeforeGuards: parser },
        async (app) => {
          await suite.refuses(app, { target, contentType, body }, 'ERR_HAWK_BODY_ALREADY_READ')
          equal(app.log.runs.length, 0)
        },
      )

      suite.case(
        'that stands before the guard, for requests without a body',
        { parserBeforeGuards: parser },
        async (app) => {
          suite.isAccepted(await app.send({ target: '/who' }))
        },
      )
    })
  }
}
