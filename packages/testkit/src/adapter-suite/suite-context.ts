import type { HawkErrorCode } from '@hawk-auth/core'
import { deepEqual, equal, match, ok } from 'node:assert/strict'
import type { RawResponse } from '../wire/raw-response.js'
import type { TestRunner } from '../test-runner.js'
import type { Transport } from '../servers/create-server-for.js'
import type { AdapterUnderTest } from './adapter-under-test.js'
import { captureEvents } from './captured-events.js'
import { REFUSAL_ROWS } from './refusal-rows.js'
import type { RefusalOnWire } from './refusal-rows.js'
import { Http1App } from './http1-app.js'
import { Http2App } from './http2-app.js'
import { startApp } from './start-app.js'
import { reportOf } from './suite-routes.js'
import type { AppSetup, TestApp } from './test-app.js'
import type { WireRequest } from './wire-request.js'

/** Cases for one protocol alone; over the others they are left out. */
export interface CasesOf<A extends TestApp> {
  /** Names a group of cases. */
  group(name: string, body: () => void): void
  /** A case with an application of its own. */
  case(name: string, setup: AppSetup, body: (app: A) => Promise<void>): void
  /** A case that makes its applications itself. */
  bare(name: string, body: () => Promise<void>): void
  /** Does something with an application, and ends it. */
  with(setup: AppSetup, body: (app: A) => Promise<void>): Promise<void>
}

/** What the cases of the suite are written with. They run over every transport but those of `http1` and `http2`. */
export class SuiteContext implements CasesOf<TestApp> {
  readonly adapter: AdapterUnderTest
  readonly transport: Transport
  /** Cases that write the bytes of HTTP/1, or look at its connections. */
  readonly http1: CasesOf<Http1App>
  /** Cases of HTTP/2's own. */
  readonly http2: CasesOf<Http2App>
  readonly #runner: TestRunner

  constructor(runner: TestRunner, adapter: AdapterUnderTest, transport: Transport) {
    this.#runner = runner
    this.adapter = adapter
    this.transport = transport
    this.http1 = this.#only(Http1App, transport !== 'http2')
    this.http2 = this.#only(Http2App, transport === 'http2')
  }

  /** The port that is signed where nobody names one. */
  get defaultPort(): number {
    return this.transport === 'http' ? 80 : 443
  }

  group(name: string, body: () => void): void {
    this.#runner.describe(name, body)
  }

  case(name: string, setup: AppSetup, body: (app: TestApp) => Promise<void>): void {
    this.#runner.it(name, () => this.with(setup, body))
  }

  bare(name: string, body: () => Promise<void>): void {
    this.#runner.it(name, body)
  }

  async with(setup: AppSetup, body: (app: TestApp) => Promise<void>): Promise<void> {
    const app = await startApp(this.adapter, this.transport, setup)
    try {
      await body(app)
    } finally {
      await app.close()
    }
  }

  #only<A extends TestApp>(App: new (...parts: never[]) => A, isAsked: boolean): CasesOf<A> {
    const run =
      (body: (app: A) => Promise<void>) =>
      async (app: TestApp): Promise<void> => {
        ok(app instanceof App)
        await body(app)
      }
    return {
      group: (name, body) => {
        if (isAsked) this.group(name, body)
      },
      case: (name, setup, body) => {
        if (isAsked) this.case(name, setup, run(body))
      },
      bare: (name, body) => {
        if (isAsked) this.bare(name, body)
      },
      with: (setup, body) => this.with(setup, run(body)),
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
