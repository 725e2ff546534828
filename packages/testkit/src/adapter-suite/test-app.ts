import type { HawkCredentials, Verifier, VerifierOptions } from '@hawk-auth/core'
import type { GuardOptions, GuardSettings } from '@hawk-auth/core/guard'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { FakeClock } from '../fake-clock.js'
import type { Transport } from '../servers/create-server-for.js'
import type { RawResponse } from '../wire/raw-response.js'
import type { AppPlan } from './adapter-under-test.js'
import { CLIENTS } from './clients.js'
import type { HandlerLog } from './handler-log.js'
import type { OpenRequest, SuiteClient } from './transports/suite-client.js'
import { authorizationOf, writeRequest } from './wire-request.js'
import type { Moment, WireRequest } from './wire-request.js'

/** What a case asks of its application, beside the defaults. */
export interface AppSetup extends Partial<Omit<AppPlan, 'guards' | 'routes' | 'transport' | 'tls'>> {
  /** The settings of the only guard. */
  guard?: GuardSettings<boolean>
  /** All guards, where one is not enough. */
  guards?: (shared: Verifier<HawkCredentials>) => GuardOptions<HawkCredentials, boolean>[]
  /** Options of the shared verifier. */
  verifier?: Partial<VerifierOptions<HawkCredentials>>
}

/** What an application under test is made of. */
export interface AppParts {
  server: Server
  transport: Transport
  certificate: string
  clock: FakeClock
  log: HandlerLog
  requests: IncomingMessage[]
}

/** An application under test, listening, with clients that talk to it whatever it is that they talk over. */
export abstract class TestApp {
  readonly clock: FakeClock
  readonly log: HandlerLog
  /** The server's ends of the connections, in the order in which they came. */
  readonly sockets: Socket[] = []
  /** The requests that came, as the server has them. */
  readonly requests: IncomingMessage[]
  /** Whether it is talked to over TLS, and the certificate that it has then. */
  protected readonly isEncrypted: boolean
  protected readonly certificate: string
  readonly #server: Server
  readonly #serverEnds = new Map<number | undefined, Socket>()
  readonly #clients: SuiteClient[] = []

  constructor({ server, transport, certificate, clock, log, requests }: AppParts) {
    this.#server = server
    this.isEncrypted = transport !== 'http'
    this.certificate = certificate
    this.clock = clock
    this.log = log
    this.requests = requests
    const event = this.isEncrypted ? 'secureConnection' : 'connection'
    server.on(event, (socket: Socket) => {
      this.sockets.push(socket)
      this.#serverEnds.set(socket.remotePort, socket)
    })
  }

  /** The server's end of the connection that came from a port. */
  serverEnd(clientPort: number | undefined): Socket | undefined {
    return this.#serverEnds.get(clientPort)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** What URLs of this application begin with. */
  get origin(): string {
    return `${this.isEncrypted ? 'https' : 'http'}://127.0.0.1:${this.port}`
  }

  /** Opens a connection for one client. */
  abstract client(): Promise<SuiteClient>

  /** Signs a request, as Alice unless it says otherwise; what it gives can be sent again and again. */
  sign(request: WireRequest): string | null {
    return authorizationOf(request, this.moment)
  }

  /** A whole request of HTTP/1 as bytes, rightly signed, to be hidden in a body: it must never run. */
  smuggled(target: string): Buffer {
    return writeRequest({ target }, this.moment).bytes
  }

  /** Signs a request, sends it over a connection of its own, and gives the answer. */
  async send(request: WireRequest): Promise<RawResponse> {
    const client = await this.client()
    try {
      return await client.send(request)
    } finally {
      client.close()
    }
  }

  /** Signs a request, and sends its head over a connection of its own, which is cut when the application is ended. */
  async open(request: WireRequest): Promise<OpenRequest> {
    const client = await this.client()
    this.#clients.push(client)
    return client.open(request)
  }

  /** Ends everything. */
  async close(): Promise<void> {
    for (const client of this.#clients) client.close()
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.sockets) socket.destroy()
    await closed
  }

  protected get moment(): Moment {
    return { port: this.port, nowMs: this.clock(), credentials: CLIENTS.alice }
  }
}
