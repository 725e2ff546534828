import type { HawkAuth, HawkCredentials } from '@hawk-auth/core'
import type { GuardOptions } from '@hawk-auth/core/guard'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:net'
import type { Readable } from 'node:stream'
import type { Transport } from '../servers/create-server-for.js'
import type { KeyAndCertificate } from '../servers/loopback-certificate.js'

/** A body parser of a framework, mounted behind the guard. */
export type ParserName = 'json' | 'urlencoded' | 'text' | 'raw' | 'multipart'

/** What a handler of the suite is given. */
export interface HandlerCall {
  /** Node's own request; over HTTP/2 that of the compatibility API, which is handed in as if it were this. */
  request: IncomingMessage
  /** Node's own answer; over HTTP/2 likewise. */
  response: ServerResponse
  /** What the route's parser made of the body. */
  body: unknown
  /** `auth` of one of the guards; of the first, unless told otherwise. */
  auth: (guard?: number) => HawkAuth | null
}

/** What a handler of the suite wants answered, in the way that is usual in the framework. */
export interface Answer {
  /** Default 200. */
  status?: number
  headers?: Readonly<Record<string, string>>
  /** Text, bytes, something to be sent as JSON, or a stream; absent for an empty body. */
  body?: string | Uint8Array | Readable | object
}

/** A route of the suite, for every method. */
export interface SuiteRoute {
  path: string
  /** Whether it stands behind the guards; the others stand before them. */
  isGuarded: boolean
  /** The parser between the guards and the handler. */
  parser: ParserName | undefined
  /** Answers; where it gives nothing, it has answered or will, on `response` itself. What it throws is the framework's. */
  handle: (call: HandlerCall) => Promise<Answer | undefined>
}

/** Where middleware that compresses answers is mounted, seen from the guards. */
export type CompressionPlace = 'none' | 'in-front' | 'behind'

/** An application that the suite asks for. */
export interface AppPlan {
  /** How requests come. `createServerFor(plan, listener)` makes the server for it. */
  transport: Transport
  /** A key and a certificate for `localhost` and `127.0.0.1`, where the transport needs them. */
  tls: KeyAndCertificate
  /** The options of the guards, in the order in which they are mounted. */
  guards: readonly GuardOptions<HawkCredentials, boolean>[]
  /** Called with Node's own request before anything else; where it gives a promise, the application waits for it. */
  before: (request: IncomingMessage) => Promise<void> | undefined
  /** A parser that is wrongly mounted before the guards. */
  parserBeforeGuards: ParserName | undefined
  /** Where guards and guarded routes are mounted: empty, or a path such as `/api/v1`, one router for each part. */
  mountPath: string
  /** Whether the framework trusts what a proxy tells. */
  trustsProxy: boolean
  /** Where the framework's usual compression is mounted, which codes every answer of 1024 bytes and more; `none` for not at all. */
  compression: CompressionPlace
  /**
   * Whether the framework's usual cors middleware is mounted in front of all else: for every origin, with
   * `WWW-Authenticate` and `Server-Authorization` exposed.
   */
  cors: boolean
  routes: readonly SuiteRoute[]
}

/** An adapter, as the suite needs to know it. */
export interface AdapterUnderTest {
  /** Begins the names of the cases. */
  name: string
  /** Makes an application and the server in front of it; the suite lets it listen, and closes it. */
  createServer: (plan: AppPlan) => Server | Promise<Server>
  /** The parsers that routes may ask for. */
  parsers: readonly ParserName[]
  /** The `Content-Type` of the framework's own error answers. */
  refusalContentType: RegExp
  /** Whether the framework mounts routers under paths. */
  hasMountPaths: boolean
  /** Whether the framework has a proxy trust of its own. */
  hasProxyTrust: boolean
  /** The transports that the adapter is held to, each by the whole suite; default `['http']`. */
  transports?: readonly Transport[]
  /** Whether it mounts compression where a plan asks for it; default false. */
  hasCompression?: boolean
  /** Whether it mounts cors where a plan asks for it; default false. */
  hasCors?: boolean
}
