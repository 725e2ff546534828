import { equal, ok } from 'node:assert/strict'
import { gunzipSync } from 'node:zlib'
import { LARGE_TEXT } from '../answer-routes.js'
import type { CompressionPlace } from '../adapter-under-test.js'
import { ask } from '../signed-exchange.js'
import type { SuiteContext } from '../suite-context.js'
import type { AppSetup } from '../test-app.js'

const GZIP = { 'Accept-Encoding': 'gzip' } as const
const PLACES: Readonly<Record<Exclude<CompressionPlace, 'none'>, string>> = {
  'in-front': 'in front of the guard',
  behind: 'behind the guard',
}
const WHOLE = {
  'large-text': LARGE_TEXT,
  'large-bytes': LARGE_TEXT,
  'large-json': JSON.stringify({ text: LARGE_TEXT }),
}

/** Signed answers that are compressed on their way: by the hash of what the client decodes, or by none. */
export function compressedAnswerCases(suite: SuiteContext): void {
  if (suite.adapter.hasCompression !== true) return
  for (const place of ['in-front', 'behind'] as const) {
    suite.group(`signs answers that are compressed ${PLACES[place]}`, () => {
      const setup: AppSetup = { guard: { signResponses: true }, compression: place }
      const hash =
        place === 'in-front'
          ? 'with the hash of'
          : 'with the hash of, or without one but never of anything but,'

      for (const [name, text] of Object.entries(WHOLE)) {
        suite.case(`${name}: ${hash} what it was before`, setup, async (app) => {
          const { response, isSigned, hasHash, isSignedOver } = await ask(app, `/answer/${name}`, {
            headers: GZIP,
          })
          equal(response.headers['content-encoding'], 'gzip')
          const decoded = gunzipSync(response.body)
          equal(decoded.toString('utf8'), text)
          ok(isSigned(), 'the answer is not signed')
          equal(isSignedOver(decoded), hasHash(), 'the hash is not that of the decoded body')
          if (place === 'in-front') ok(hasHash(), 'the answer is signed without a hash')
        })
      }

      suite.case('a stream: without a hash', setup, async (app) => {
        const { response, isSigned, hasHash } = await ask(app, '/answer/large-stream', { headers: GZIP })
        equal(response.headers['content-encoding'], 'gzip')
        equal(gunzipSync(response.body).toString('utf8'), LARGE_TEXT)
        ok(isSigned())
        equal(hasHash(), false)
      })

      suite.case(
        'what a handler compressed itself: never with the hash of the compressed bytes',
        setup,
        async (app) => {
          const { response, isSigned, hasHash, isSignedOver } = await ask(app, '/answer/compressed', {
            headers: GZIP,
          })
          equal(gunzipSync(response.body).toString('utf8'), LARGE_TEXT)
          ok(isSigned())
          equal(isSignedOver(LARGE_TEXT), hasHash())
        },
      )

      for (const [what, target, headers] of [
        ['what is too small to be compressed', '/answer/json', GZIP],
        [
          'what goes to a client who takes no coding',
          '/answer/large-json',
          { 'Accept-Encoding': 'identity' },
        ],
      ] as const) {
        suite.case(`${what}: with the hash of its body`, setup, async (app) => {
          const { response, isSignedOver } = await ask(app, target, { headers })
          equal(response.headers['content-encoding'], undefined)
          ok(isSignedOver(response.body))
        })
      }

      suite.case('HEAD: without a hash', setup, async (app) => {
        const { isSigned, hasHash } = await ask(app, '/answer/large-text', { method: 'HEAD', headers: GZIP })
        ok(isSigned())
        equal(hasHash(), false)
      })

      suite.case('never of refusals [S4]', setup, async (app) => {
        await suite.refuses(app, { headers: GZIP, signed: { mac: 'AAAA' } }, 'ERR_HAWK_BAD_MAC')
      })
    })
  }
}
