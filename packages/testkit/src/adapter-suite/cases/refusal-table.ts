import type { Claim, HawkErrorCode, NonceStore } from '@hawk-auth/core'
import { deepEqual, equal } from 'node:assert/strict'
import { CLIENTS, STRANGER } from '../clients.js'
import type { SuiteContext } from '../suite-context.js'
import type { AppSetup } from '../test-app.js'
import type { WireRequest } from '../wire-request.js'

interface RefusalCase {
  what: string
  code: HawkErrorCode
  setup?: AppSetup
  request: WireRequest
  message?: string
}

const CASES: readonly RefusalCase[] = [
  { what: 'nothing that says who sent it', code: 'ERR_HAWK_MISSING', request: { authorization: null } },
  { what: 'another scheme', code: 'ERR_HAWK_MISSING', request: { authorization: 'Bearer abc' } },
  {
    what: 'a header that breaks the grammar',
    code: 'ERR_HAWK_MALFORMED',
    request: { authorization: 'Hawk id=alice' },
  },
  {
    what: 'a header without a nonce',
    code: 'ERR_HAWK_MALFORMED',
    request: { authorization: 'Hawk id="alice", ts="1", mac="x"' },
    message: 'Missing attributes',
  },
  { what: 'a wrong MAC', code: 'ERR_HAWK_BAD_MAC', request: { signed: { mac: 'AAAA' } } },
  { what: 'an unknown id', code: 'ERR_HAWK_BAD_MAC', request: { credentials: STRANGER } },
  { what: 'a stale timestamp', code: 'ERR_HAWK_STALE_TIMESTAMP', request: { signed: { ts: '1000000000' } } },
  {
    what: 'credentials that nobody approved',
    code: 'ERR_HAWK_NOT_APPROVED',
    request: { credentials: CLIENTS.unapproved },
  },
  { what: 'suspended credentials', code: 'ERR_HAWK_SUSPENDED', request: { credentials: CLIENTS.suspended } },
  {
    what: 'credentials that have expired',
    code: 'ERR_HAWK_EXPIRED_CREDENTIALS',
    request: { credentials: CLIENTS.expired },
  },
  {
    what: 'a nonce that was used',
    code: 'ERR_HAWK_REPLAYED',
    setup: { verifier: { nonces: claiming('replayed') } },
    request: {},
  },
  {
    what: 'a body without a hash',
    code: 'ERR_HAWK_MISSING_PAYLOAD_HASH',
    request: { body: 'unsigned', signed: { hash: undefined } },
  },
  {
    what: 'a body that is not the one that was hashed',
    code: 'ERR_HAWK_BAD_PAYLOAD_HASH',
    request: { body: 'forged', signedBody: 'signed' },
  },
  {
    what: 'a body that is too large',
    code: 'ERR_HAWK_PAYLOAD_TOO_LARGE',
    setup: { guard: { maxPayloadBytes: 10 } },
    request: { body: 'eleven char' },
  },
  {
    what: 'a content coding that is not known',
    code: 'ERR_HAWK_UNSUPPORTED_ENCODING',
    request: { body: 'text', headers: { 'Content-Encoding': 'zstd' } },
  },
  {
    what: 'one client that holds too many nonces',
    code: 'ERR_HAWK_REPLAY_SHARE_EXHAUSTED',
    setup: { verifier: { nonces: claiming('share-exhausted') } },
    request: {},
  },
  {
    what: 'a replay cache that is full',
    code: 'ERR_HAWK_REPLAY_CACHE_FULL',
    setup: { verifier: { nonces: claiming('full') } },
    request: {},
  },
  {
    what: 'more bodies at once than may be held',
    code: 'ERR_HAWK_OVERLOADED',
    setup: { guard: { maxBufferedBytes: 10 } },
    request: { body: 'eleven char' },
  },
  {
    what: 'a record without a key',
    code: 'ERR_HAWK_INVALID_CREDENTIALS',
    request: { credentials: { id: 'broken', key: 'any' } },
  },
  {
    what: 'a nonce store that answers nonsense',
    code: 'ERR_HAWK_BROKEN_STORE',
    setup: { verifier: { nonces: claiming(true as never) } },
    request: {},
  },
]

/** One case for each row of the refusal table that a single request can show. */
export function refusalTableCases(suite: SuiteContext): void {
  suite.group('refuses, with status, challenge and text', () => {
    for (const { what, code, setup = {}, request, message } of CASES) {
      suite.case(`${what}: ${code}`, setup, async (app) => {
        await suite.refuses(app, request, code, message)
      })
    }

    suite.case('a clock that fell behind: ERR_HAWK_CLOCK_BEHIND [M3]', {}, async (app) => {
      suite.isAccepted(await app.send({}))
      app.clock.advance(-61_000)
      await suite.refuses(app, {}, 'ERR_HAWK_CLOCK_BEHIND')
    })

    suite.case(
      'a request that no guard saw, once a handler asks who sent it: ERR_HAWK_NOT_GUARDED',
      {},
      async (app) => {
        suite.isRefusal(await app.send({ target: '/open' }), 'ERR_HAWK_NOT_GUARDED')
      },
    )

    suite.case(
      'an unknown id and a wrong MAC with the same status, headers and body [M7]',
      {},
      async (app) => {
        const answers = []
        for (const request of [{ credentials: STRANGER }, { signed: { mac: 'AAAA' } }]) {
          const { status, headers, text } = await app.send(request)
          answers.push({ status, text, headers: { ...headers, date: undefined } })
        }
        deepEqual(answers[0], answers[1])
      },
    )

    suite.http1.case(
      'an unknown id and a wrong MAC with the same answer, byte for byte [M7]',
      {},
      async (app) => {
        const answers = []
        for (const request of [{ credentials: STRANGER }, { signed: { mac: 'AAAA' } }]) {
          const connection = await app.connect()
          connection.write(app.write({ ...request, headers: { Connection: 'close' } }).bytes)
          const bytes = await connection.closed()
          answers.push(bytes.toString('latin1').replace(/^Date: .*$/m, 'Date'))
          connection.destroy()
        }
        equal(answers[0], answers[1])
        equal(app.log.runs.length, 0)
      },
    )
  })
}

function claiming(claim: Claim): NonceStore {
  return { claim: () => claim }
}
