import type { HawkErrorCode } from '@hawk-auth/core'
import { deepEqual, equal, match, ok } from 'node:assert/strict'
import type { RawResponse } from '../wire/raw-response.js'
import type { TestRunner } from '../test-runner.js'
import type { AdapterUnderTest } from './adapter-under-test.js'
import { captureEvents } from './captured-events.js'
import { REFUSAL_ROWS } from './refusal-rows.js'
import type { RefusalOnWire } from './refusal-rows.js'
import { reportOf } from './suite-routes.js'
import { TestApp } from './test-app.js'
import type { AppSetup } from './test-app.js'
import type { WireRequest } from './wire-request.js'

/** What the cases of the suite are written with. */
export class SuiteContext {
  readonly adapter: AdapterUnderTest
  readonly #runner: TestRunner

  constructor(runner: TestRunner, adapter: AdapterUnderTest) {
    this.#runner = runner
    this.adapter = adapter
  }

  /** Names a group of cases. */
  group(name: string, body: () => void): void {
    this.#runner.describe(name, body)
  }

  /** A case with an application of its own. */
  case(name: string, setup: AppSetup, body: (app: TestApp) => Promise<void>): void {
    this.#runner.it(name, () => this.with(setup, body))
  }

  /** A case that makes its applications itself. */
  bare(name: string, body: () => Promise<void>): void {
    this.#runner.it(name, body)
  }

  /** Does something with an application, and ends it. */
  async with(setup: AppSetup, body: (app: TestApp) => Promise<void>): Promise<void> {
    const app = await TestApp.start(this.adapter, setup)
    try {
      await body(app)
    } finally {
      await app.close()
    }
  }

  /** Sends a request that must be refused for one reason, and reach no handler. */
  async refuses(
    app: TestApp,
    request: WireRequest,
    code: HawkErrorCode,
    message?: string,
  ): Promise<RawResponse> {
    let response: RawResponse | undefined
    const runsBefore = app.log.runs.length
    await captureEvents(async (events) => {
      response = await app.send(request)
      deepEqual(
        events.map((event) => [event.fate, event.code]),
        [['refused', code]],
      )
    })
    ok(response)
    this.isRefusal(response, code, message)
    equal(app.log.runs.length, runsBefore, 'a handler ran for a request that was refused')
    return response
  }

  /** Asserts that an answer is the refusal of a row of the table, whole. */
  isRefusal({ status, headers, text }: RawResponse, code: HawkErrorCode, message?: string): void {
    const row: RefusalOnWire = REFUSAL_ROWS[code]
    equal(status, row.status, `${code} has the status ${row.status}: ${text}`)
    equal(headers['cache-control'], 'no-store')
    if (row.challenge instanceof RegExp) match(headers['www-authenticate'] ?? '', row.challenge)
    else equal(headers['www-authenticate'], row.challenge)
    equal(
      headers['retry-after'] !== undefined,
      row.hasRetryAfter ?? false,
      `Retry-After: ${headers['retry-after']}`,
    )
    equal(headers['server-authorization'], undefined, 'a refusal must not be signed')
    match(headers['content-type'] ?? '', this.adapter.refusalContentType)
    const shown = message ?? row.message
    if (shown !== undefined && status < 500) ok(text.includes(shown), `"${text}" does not say "${shown}"`)
  }

  /** Asserts that an answer is the guard's own refusal of a body that flowed: no framework is in the way. */
  isBodyRefusal({ status, headers }: RawResponse, code: HawkErrorCode): void {
    const row: RefusalOnWire = REFUSAL_ROWS[code]
    equal(status, row.status)
    equal(headers['cache-control'], 'no-store')
    equal(headers['www-authenticate'], row.challenge)
    equal(headers['server-authorization'], undefined, 'a refusal must not be signed')
  }

  /** Asserts that a handler answered. */
  isAccepted({ status, text }: RawResponse): void {
    equal(status, 200, text)
  }

  /** Asserts that a handler answered, and that it read exactly these bytes. */
  hasRead(response: RawResponse, bytes: Uint8Array | string): void {
    this.isAccepted(response)
    const expected = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes
    deepEqual(JSON.parse(response.text), reportOf([expected]))
  }
}
