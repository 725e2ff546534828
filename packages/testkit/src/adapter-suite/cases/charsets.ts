import { readerPath } from '../body-readers.js'
import type { SuiteContext } from '../suite-context.js'

const DATA = readerPath('for await')

/** Content-Type's parameters are not signed: no charset may make another document of the signed bytes. */
export function charsetCases(suite: SuiteContext): void {
  suite.group('knows charsets', () => {
    for (const charset of [
      'utf-7',
      'UTF-16',
      'utf-16le',
      'utf-32',
      'iso-2022-jp',
      'hz-gb-2312',
      '"utf-7"',
      'ibm037',
    ]) {
      suite.case(`that read ASCII as something else: ${charset} is 415 [S1]`, {}, async (app) => {
        const request = { target: DATA, body: 'text', contentType: `text/plain; charset=${charset}` }
        await suite.refuses(app, request, 'ERR_HAWK_UNSUPPORTED_ENCODING', 'Unsupported charset')
      })
    }

    for (const charset of ['utf-8', 'UTF-8', '"utf-8"', 'us-ascii', 'iso-8859-1', 'windows-1252']) {
      suite.case(`that read ASCII as ASCII: ${charset} passes`, {}, async (app) => {
        const request = { target: DATA, body: 'text', contentType: `text/plain; charset=${charset}` }
        suite.hasRead(await app.send(request), 'text')
      })
    }

    suite.case('even where two are named [S1]', {}, async (app) => {
      const contentType = 'text/plain; charset=utf-8; charset=utf-7'
      await suite.refuses(app, { target: DATA, body: 'text', contentType }, 'ERR_HAWK_UNSUPPORTED_ENCODING')
    })
  })
}
