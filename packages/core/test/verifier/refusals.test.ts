import { HawkError } from '@hawk-auth/core'
import type { HawkErrorCode } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { rows } from '../support/refusal-rows.js'
import { refusalsOfCore } from '../support/refusals-of-core.js'
import { attributeOf, signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { refused } from '../support/verdicts.js'

/** The refusals that only a guard or an adapter gives. */
const OF_GUARDS: readonly HawkErrorCode[] = [
  'ERR_HAWK_PAYLOAD_TOO_LARGE',
  'ERR_HAWK_UNSUPPORTED_ENCODING',
  'ERR_HAWK_OVERLOADED',
  'ERR_HAWK_BODY_ALREADY_READ',
  'ERR_HAWK_GUARD_CONFLICT',
  'ERR_HAWK_NOT_GUARDED',
]

function expectRow(error: HawkError, code: HawkErrorCode): void {
  const row = rows[code]
  expect(error.code).toBe(code)
  expect(error.status).toBe(row.status)
  expect(error.statusCode).toBe(row.status)
  expect(error.expose).toBe(row.status < 500)
  expect(error.message).toBe(row.message ?? error.message)
  expect(error.headers['Cache-Control']).toBe('no-store')
  expect('Retry-After' in error.headers).toBe(row.hasRetryAfter ?? false)
  if (row.hasRetryAfter === true) expect(error.headers['Retry-After']).toMatch(/^[1-9]\d*$/)
}

describe('the refusal table', () => {
  it('has a way to each refusal of core', () => {
    const provoked = new Set(refusalsOfCore.map(({ code }) => code))
    const missing = Object.keys(rows).filter((code) => !provoked.has(code as HawkErrorCode))
    expect(missing).toEqual(OF_GUARDS)
  })

  it.each(Object.keys(rows) as HawkErrorCode[])('has a row for %s', (code) => {
    const error = new HawkError(code)
    expectRow(error, code)
    expect(error.message).not.toBe('')
  })
})

describe.each(refusalsOfCore)('$name', ({ code, provoke }) => {
  it(`is refused with ${code} and its row`, async () => {
    const { error, ok } = refused(await provoke())
    expect(ok).toBe(false)
    expectRow(error, code)
  })

  it('has the challenge of its row, or none', async () => {
    const { error } = refused(await provoke())
    const { challenge } = rows[code]
    if (code === 'ERR_HAWK_STALE_TIMESTAMP' || code === 'ERR_HAWK_BEWIT_REFUSED') {
      expect(error.headers['WWW-Authenticate']).toContain(`error="${error.message}"`)
    } else {
      expect(error.headers['WWW-Authenticate']).toBe(challenge)
    }
  })

  it('is a real Error without frames, that says its name', async () => {
    const { error } = refused(await provoke())
    expect(error).toBeInstanceOf(Error)
    expect(error).toBeInstanceOf(HawkError)
    expect(String(error)).toBe(`HawkError: ${error.message}`)
    expect(error.name).toBe('HawkError')
    expect(error.stack ?? '').not.toContain('\n    at ')
    expect(error.cause).toBeUndefined()
  })

  it('is made fresh, and is the same on one verdict', async () => {
    const first = refused(await provoke())
    const second = refused(await provoke())
    expect(first.error).toBe(first.error)
    expect(first.error).not.toBe(second.error)
    expect(first.error.headers).not.toBe(second.error.headers)
  })

  it('can be extended and written to, as frameworks do', async () => {
    const { error } = refused(await provoke())
    expect(Object.isExtensible(error)).toBe(true)
    expect(Object.isExtensible(error.headers)).toBe(true)
    Object.assign(error, {
      code: 'OTHER',
      status: 418,
      statusCode: 418,
      headers: { Vary: 'Origin' },
      expose: true,
      message: 'other',
      additional: 1,
    })
    expect(error).toMatchObject({ code: 'OTHER', status: 418, headers: { Vary: 'Origin' }, additional: 1 })
    const next = refused(await provoke()).error
    expect(next.code).toBe(code)
    expect(next.headers['Cache-Control']).toBe('no-store')
  })

  it('has a reason for the logs', async () => {
    expect(refused(await provoke()).reason).toMatch(/\S/)
  })
})

describe('a refusal', () => {
  it("never tells a driver's text, and keeps it for the logs [M7]", () => {
    const driver = new Error('connect ECONNREFUSED db.internal:5432')
    const verifier = verifierOf([client()], {
      nonces: {
        claim: () => {
          throw driver
        },
      },
    })
    const verdict = refused(verifier.verify(signedFacts()) as never)
    const shown = JSON.stringify([verdict.error, verdict.error.message, verdict.error.stack, verdict.reason])
    expect(shown).not.toContain('ECONNREFUSED')
    expect(verdict.cause).toBe(driver)
  })

  it('is an Error for whoever does not ask its prototype', () => {
    const { error } = refused(verifierOf([]).verify(signedFacts()) as never)
    expect(Object.prototype.toString.call(error)).toBe('[object Error]')
    expect(Object.prototype.toString.call(error)).toBe('[object Error]')
  })

  it('keeps the stack limit of the process as it was', () => {
    const before = Error.stackTraceLimit
    expect(refused(verifierOf([]).verify(signedFacts()) as never).error).toBeInstanceOf(HawkError)
    expect(Error.stackTraceLimit).toBe(before)
  })

  it.each([NOW_MS, NOW_MS + 1, NOW_MS + 999])(
    "of a stale timestamp tells the server's second at %d",
    (nowMs) => {
      const verdict = refused(
        verifierOf([client()], { clock: () => nowMs }).verify(signedFacts({ timestamp: 1 })) as never,
      )
      const challenge = verdict.error.headers['WWW-Authenticate']
      expect(challenge).toMatch(/^Hawk ts="\d+", tsm="[A-Za-z0-9+/]{43}=", error="Stale timestamp"$/)
      expect(attributeOf(challenge, 'ts')).toBe(String(NOW_S))
    },
  )
})
