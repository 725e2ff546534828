import { createVerifier } from '@hawk-auth/core'
import type { HawkCredentials, HawkErrorCode } from '@hawk-auth/core'
import type { GuardOptions } from '@hawk-auth/core/guard'
import { deepEqual, equal } from 'node:assert/strict'
import { eventually } from '../../eventually.js'
import { readerPath } from '../body-readers.js'
import { CLIENTS } from '../clients.js'
import type { SuiteContext } from '../suite-context.js'
import type { AppSetup } from '../test-app.js'
import type { WireRequest } from '../wire-request.js'

const DATA = readerPath("on('data')")
const UNSIGNED = { target: DATA, body: 'unsigned', signed: { hash: undefined } } as const

/** Two guards on one request. */
export function severalGuardCases(suite: SuiteContext): void {
  suite.group('under two guards of one verifier', () => {
    suite.case('verifies a request once, and both tell who sent it', two({}, {}), async (app) => {
      for (const target of ['/who', '/who/second']) {
        const { status, text } = await app.send({ target })
        equal(status, 200, text)
        const { auth } = JSON.parse(text) as { auth: { credentials: unknown } }
        deepEqual(auth.credentials, { id: CLIENTS.alice.id, approved: true })
      }
    })

    suite.case('hands on the body of an accepted request', two({}, {}), async (app) => {
      suite.hasRead(await app.send({ target: DATA, body: 'once' }), 'once')
    })

    suite.case(
      'refuses nobody at the inner one that requires somebody',
      two({ required: false }, {}),
      async (app) => {
        suite.isRefusal(await app.send({ authorization: null }), 'ERR_HAWK_MISSING')
        suite.isRefusal(await app.send({ authorization: null, body: 'of nobody' }), 'ERR_HAWK_MISSING')
        suite.isAccepted(await app.send({}))
        deepEqual(app.log.runs, ['/who'])
      },
    )

    suite.case(
      'lets nobody pass where neither requires somebody',
      two({ required: false }, { required: false }),
      async (app) => {
        suite.isAccepted(await app.send({ authorization: null }))
      },
    )

    suite.case(
      'refuses an unsigned body at the inner one that requires a hash',
      two({ payload: 'if-signed' }, {}),
      async (app) => {
        suite.isRefusal(await app.send(UNSIGNED), 'ERR_HAWK_MISSING_PAYLOAD_HASH')
        suite.hasRead(await app.send({ target: DATA, body: 'signed' }), 'signed')
      },
    )

    suite.case(
      'refuses a body that the outer one let pass unchecked',
      two({ payload: 'ignore' }, {}),
      async (app) => {
        suite.isRefusal(await app.send({ target: DATA, body: 'signed' }), 'ERR_HAWK_GUARD_CONFLICT')
        equal(app.log.runs.length, 0)
      },
    )

    suite.case('passes what the inner one does not look at', two({}, { payload: 'ignore' }), async (app) => {
      suite.hasRead(await app.send({ target: DATA, body: 'signed' }), 'signed')
    })

    suite.case('refuses to stream at the inner one alone', two({}, { streamPayload: true }), async (app) => {
      suite.isRefusal(await app.send({ target: DATA, body: 'signed' }), 'ERR_HAWK_GUARD_CONFLICT')
      equal(app.log.runs.length, 0)
    })

    suite.case('streams where the outer one does', two({ streamPayload: true }, {}), async (app) => {
      suite.hasRead(await app.send({ target: DATA, body: 'signed' }), 'signed')
    })

    for (const [what, { outer, request, code }] of Object.entries(UNFINISHED)) {
      suite.case(
        `refuses ${what} while it still comes, at once, and no byte of it runs`,
        two(outer, {}),
        async (app) => {
          const smuggled = app.smuggled('/answer/text')
          const body = Buffer.concat([Buffer.alloc(100_000), smuggled, Buffer.alloc(100_000)])
          const open = await app.open({ ...request, target: DATA, body })
          open.write(body.subarray(0, 100_000))
          suite.isRefusal(await open.response(), code)
          open.write(body.subarray(100_000))
          await open.closed()
          await eventually(() => open.isOver(), 'the end of the request')
          equal(app.log.runs.length, 0)
        },
      )
    }
  })

  suite.group('under guards of two verifiers', () => {
    suite.case('refuses: 500, and no handler runs', strangers(), async (app) => {
      suite.isRefusal(await app.send({}), 'ERR_HAWK_GUARD_CONFLICT')
      suite.isRefusal(await app.send({ target: DATA, body: 'signed' }), 'ERR_HAWK_GUARD_CONFLICT')
      equal(app.log.runs.length, 0)
    })
  })
}

/** Bodies that only the inner guard refuses. */
const UNFINISHED = {
  'the body of nobody': {
    outer: { required: false },
    request: { authorization: null },
    code: 'ERR_HAWK_MISSING',
  },
  'a body that the outer one did not look at': {
    outer: { payload: 'ignore' },
    request: {},
    code: 'ERR_HAWK_GUARD_CONFLICT',
  },
  'an unsigned body': {
    outer: { payload: 'if-signed' },
    request: { signed: { hash: undefined } },
    code: 'ERR_HAWK_MISSING_PAYLOAD_HASH',
  },
} as const satisfies Record<string, { outer: Settings; request: WireRequest; code: HawkErrorCode }>

type Settings = Omit<GuardOptions<HawkCredentials, boolean>, 'verifier' | 'credentials'>

function two(outer: Settings, inner: Settings): AppSetup {
  return { guards: (verifier) => [{ ...outer, verifier } as never, { ...inner, verifier } as never] }
}

function strangers(): AppSetup {
  const other = createVerifier<HawkCredentials>({ credentials: () => CLIENTS.alice })
  return { guards: (verifier) => [{ verifier }, { verifier: other }] }
}
