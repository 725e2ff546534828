import type { SuiteContext } from '../suite-context.js'
import type { WireRequest } from '../wire-request.js'

const HONEST: WireRequest = { method: 'POST', target: '/who?a=1', body: 'text', contentType: 'text/plain' }

const CHANGES: Readonly<Record<string, Partial<WireRequest>>> = {
  'the path was changed by one byte': { target: '/whO?a=1' },
  'the query was changed by one byte': { target: '/who?a=2' },
  'the query lost its last parameter': { target: '/who' },
  'the path got a percent-encoding': { target: '/%77ho?a=1' },
  'the method was changed': { method: 'PUT' },
  'the host was changed': { host: 'localhost' },
  'the port was changed': { host: '127.0.0.1:1' },
}

const ATTRIBUTES = ['id', 'ts', 'nonce', 'hash', 'ext', 'app', 'dlg', 'mac'] as const

/** Requests that were changed on their way. */
export function tamperingCases(suite: SuiteContext): void {
  suite.group('refuses what was changed on its way', () => {
    for (const [what, change] of Object.entries(CHANGES)) {
      suite.case(what, {}, async (app) => {
        const authorization = app.sign(HONEST)
        await suite.refuses(app, { ...HONEST, ...change, authorization }, 'ERR_HAWK_BAD_MAC')
      })
    }

    for (const name of ATTRIBUTES) {
      suite.case(`the header's ${name} was changed by one byte`, {}, async (app) => {
        const authorization = app.sign({ ...HONEST, signed: { ext: 'data', app: 'app', dlg: 'dlg' } })
        const changed = authorization?.replace(
          new RegExp(`( |")${name}="(.)`),
          (_, before: string, first: string) => {
            return `${before}${name}="${first === '1' ? '2' : '1'}`
          },
        )
        await suite.refuses(app, { ...HONEST, authorization: changed ?? '' }, 'ERR_HAWK_BAD_MAC')
      })
    }

    suite.case('the content type was changed to another that is hashed apart', {}, async (app) => {
      const authorization = app.sign(HONEST)
      await suite.refuses(
        app,
        { ...HONEST, contentType: 'text/html', authorization },
        'ERR_HAWK_BAD_PAYLOAD_HASH',
      )
    })

    for (const [what, body] of Object.entries({
      changed: 'tExt',
      'cut short': 'tex',
      lengthened: 'text ',
      'taken away': '',
    })) {
      suite.case(`the body was ${what}`, {}, async (app) => {
        const authorization = app.sign(HONEST)
        await suite.refuses(app, { ...HONEST, body, authorization }, 'ERR_HAWK_BAD_PAYLOAD_HASH')
      })
    }

    suite.case('a body was added to a request without one', {}, async (app) => {
      const authorization = app.sign({ method: 'POST' })
      await suite.refuses(app, { body: 'added', authorization }, 'ERR_HAWK_MISSING_PAYLOAD_HASH')
    })

    suite.case('the id was respelt [M2]', {}, async (app) => {
      for (const id of ['Alice', 'alice ', 'ALICE']) {
        const authorization = app.sign({})
        const respelt = authorization?.replace('id="alice"', `id="${id}"`) ?? ''
        await suite.refuses(app, { authorization: respelt }, 'ERR_HAWK_BAD_MAC')
      }
    })
  })
}
