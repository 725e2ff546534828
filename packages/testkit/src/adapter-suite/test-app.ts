import { createMemoryNonceStore, createVerifier } from '@hawk-auth/core'
import type { HawkCredentials, Verifier, VerifierOptions } from '@hawk-auth/core'
import type { GuardOptions, GuardSettings } from '@hawk-auth/core/guard'
import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createFakeClock } from '../fake-clock.js'
import type { FakeClock } from '../fake-clock.js'
import { createMemoryCredentialStore } from '../memory-credential-store.js'
import { RawConnection } from '../wire/raw-connection.js'
import type { RawResponse } from '../wire/raw-response.js'
import type { AdapterUnderTest, AppPlan } from './adapter-under-test.js'
import { CLIENTS } from './clients.js'
import { HandlerLog } from './handler-log.js'
import { suiteRoutes } from './suite-routes.js'
import { writeRequest } from './wire-request.js'
import type { WireMessage, WireRequest } from './wire-request.js'

/** What a case asks of its application, beside the defaults. */
export interface AppSetup extends Partial<Omit<AppPlan, 'guards' | 'routes'>> {
  /** The settings of the only guard. */
  guard?: GuardSettings<boolean>
  /** All guards, where one is not enough. */
  guards?: (shared: Verifier<HawkCredentials>) => GuardOptions<HawkCredentials, boolean>[]
  /** Options of the shared verifier. */
  verifier?: Partial<VerifierOptions<HawkCredentials>>
}

/** An application under test, listening, with the client that talks to it. */
export class TestApp {
  readonly clock: FakeClock
  readonly log: HandlerLog
  /** The server's ends of the connections, in the order in which they came. */
  readonly sockets: Socket[] = []
  /** The requests that came, as the server has them. */
  readonly requests: IncomingMessage[]
  readonly #server: Server

  private constructor(server: Server, clock: FakeClock, log: HandlerLog, requests: IncomingMessage[]) {
    this.#server = server
    this.clock = clock
    this.log = log
    this.requests = requests
    server.on('connection', (socket: Socket) => this.sockets.push(socket))
  }

  /** Makes an application and lets it listen on a free port of the loopback. */
  static async start(adapter: AdapterUnderTest, setup: AppSetup): Promise<TestApp> {
    const clock = createFakeClock()
    const log = new HandlerLog()
    const requests: IncomingMessage[] = []
    const verifier = createVerifier<HawkCredentials>({
      credentials: createMemoryCredentialStore<HawkCredentials>(Object.values(CLIENTS)),
      nonces: createMemoryNonceStore({ maxEntries: 1000 }),
      clock,
      ...setup.verifier,
    })
    const server = await adapter.createServer({
      guards: setup.guards?.(verifier) ?? [{ ...setup.guard, verifier }],
      before: (request) => {
        requests.push(request)
        return setup.before?.(request)
      },
      parserBeforeGuards: setup.parserBeforeGuards,
      mountPath: setup.mountPath ?? '',
      trustsProxy: setup.trustsProxy ?? false,
      routes: suiteRoutes(log, adapter.parsers),
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new TestApp(server, clock, log, requests)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Signs a request, as Alice unless it says otherwise, and writes it out. */
  write(request: WireRequest): WireMessage {
    return writeRequest(request, { port: this.port, nowMs: this.clock(), credentials: CLIENTS.alice })
  }

  /** Signs a request, sends it over a connection of its own, and gives the answer. */
  send(request: WireRequest): Promise<RawResponse> {
    return this.exchange(this.write(request).bytes, request.method === 'HEAD')
  }

  /** Sends bytes over a connection of their own, and gives the answer. */
  async exchange(bytes: Uint8Array | string, isHead = false): Promise<RawResponse> {
    const connection = await this.connect()
    try {
      connection.write(bytes)
      return await connection.response({ isHead })
    } finally {
      connection.destroy()
    }
  }

  /** Opens a connection. */
  connect(): Promise<RawConnection> {
    return RawConnection.open(this.port)
  }

  /** How many bytes the server has read, over all connections. */
  get bytesRead(): number {
    return this.sockets.reduce((bytes, socket) => bytes + socket.bytesRead, 0)
  }

  /** Ends everything. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    for (const socket of this.sockets) socket.destroy()
    await closed
  }
}
