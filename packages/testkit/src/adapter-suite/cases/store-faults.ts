import type { HawkCredentials, VerifierOptions } from '@hawk-auth/core'
import type { HawkErrorCode } from '@hawk-auth/core'
import { equal, ok } from 'node:assert/strict'
import { CLIENTS } from '../clients.js'
import type { SuiteContext } from '../suite-context.js'
import type { AppSetup } from '../test-app.js'

type Options = Partial<VerifierOptions<HawkCredentials>>

const SECRET = 'the secret text of a driver'
const broken = (): never => {
  throw new Error(SECRET)
}
const rejecting = (): Promise<never> => Promise.reject(new Error(SECRET))
const hanging = (): Promise<never> => new Promise(() => undefined)

const UNAVAILABLE: Readonly<Record<string, Options>> = {
  'a credential store that throws': { credentials: broken },
  'a credential store that rejects': { credentials: rejecting },
  'a credential store that hangs': { credentials: hanging, storeTimeoutMs: 20 },
  'a nonce store that throws': { nonces: { claim: broken } },
  'a nonce store that rejects': { nonces: { claim: rejecting } },
  'a nonce store that hangs': { nonces: { claim: hanging }, storeTimeoutMs: 20 },
}

const GARBAGE: Readonly<Record<string, unknown>> = {
  'a number': 42,
  'a text': 'alice',
  true: true,
  'a record without fields': {},
  'an array': [],
  'a record whose getter throws': {
    id: 'alice',
    approved: true,
    get key() {
      return broken()
    },
  },
}

const NO_CLAIMS: readonly unknown[] = [true, false, 1, 'ADMITTED', 'ok', undefined, null, {}, ['admitted']]

/** Stores that fail: closed, never open. */
export function storeFaultCases(suite: SuiteContext): void {
  suite.group('fails closed', () => {
    for (const [what, verifier] of Object.entries(UNAVAILABLE)) {
      suite.case(`${what}: 503, without a word of the driver`, { verifier }, async (app) => {
        for (const request of [{}, { body: 'a body' }]) {
          const { text } = await suite.refuses(app, request, 'ERR_HAWK_STORE_UNAVAILABLE')
          ok(!text.includes(SECRET))
        }
      })
    }

    for (const [what, answer] of Object.entries(GARBAGE)) {
      suite.case(
        `a credential store that answers ${what}: never a handler`,
        { verifier: { credentials: () => answer as never } },
        async (app) => {
          const { status, text } = await app.send({})
          ok([401, 500].includes(status), `${status}: ${text}`)
          ok(!text.includes(SECRET))
          equal(app.log.runs.length, 0)
        },
      )
    }

    for (const isLate of [false, true]) {
      suite.case(`a nonce store that answers nonsense${isLate ? ', later' : ''}: 500`, {}, async () => {
        for (const answer of NO_CLAIMS) {
          const claim = (): never => (isLate ? Promise.resolve(answer) : answer) as never
          await suite.with({ verifier: { nonces: { claim } } }, async (app) => {
            await suite.refuses(app, {}, 'ERR_HAWK_BROKEN_STORE')
          })
        }
      })
    }

    const records: Readonly<
      Record<string, [Partial<Record<keyof HawkCredentials, unknown>>, HawkErrorCode]>
    > = {
      'approved: 1': [{ approved: 1 }, 'ERR_HAWK_INVALID_CREDENTIALS'],
      "approved: 'true'": [{ approved: 'true' }, 'ERR_HAWK_INVALID_CREDENTIALS'],
      'suspended: 1': [{ suspended: 1 }, 'ERR_HAWK_SUSPENDED'],
      'expiresAtMs: NaN': [{ expiresAtMs: NaN }, 'ERR_HAWK_INVALID_CREDENTIALS'],
      "algorithm: 'sha1'": [{ algorithm: 'sha1' }, 'ERR_HAWK_INVALID_CREDENTIALS'],
      'another id': [{ id: 'Alice' }, 'ERR_HAWK_BAD_MAC'],
    }
    for (const [what, [change, code]] of Object.entries(records)) {
      const credentials = (): never => ({ ...CLIENTS.alice, ...change }) as never
      suite.case(`a record with ${what}: ${code} [M9]`, { verifier: { credentials } }, async (app) => {
        await suite.refuses(app, {}, code)
      })
    }

    suite.case(
      'a clock that throws: an answer, and never a handler',
      { verifier: { clock: broken } },
      async (app) => {
        const { status } = await app.send({ signed: { ts: '1795392000' } })
        equal(status, 500)
        equal(app.log.runs.length, 0)
      },
    )

    for (const [what, verify] of Object.entries({ throws: broken, rejects: rejecting })) {
      const failing: AppSetup = {
        guards: (shared) => [{ verifier: Object.assign(Object.create(shared) as typeof shared, { verify }) }],
      }
      suite.case(`a verifier that ${what}: an answer, and never a handler`, failing, async (app) => {
        for (const request of [{}, { body: 'a body' }]) {
          const { status } = await app.send(request)
          equal(status, 500)
        }
        equal(app.log.runs.length, 0)
      })
    }

    suite.case(
      'a clock that tells no time: never a handler',
      { verifier: { clock: () => NaN } },
      async (app) => {
        await suite.refuses(app, {}, 'ERR_HAWK_CLOCK_BEHIND')
      },
    )

    suite.case('no wrong MAC learns that a record is unapproved', {}, async (app) => {
      const request = { credentials: CLIENTS.unapproved, signed: { mac: 'AAAA' } }
      await suite.refuses(app, request, 'ERR_HAWK_BAD_MAC')
    })
  })
}
