import { createMemoryNonceStore, createVerifier } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import type { GuardSettings } from '@hawk-auth/core/guard'
import {
  createLoopbackCertificate,
  createMemoryCredentialStore,
  RawConnection,
  rawRequest,
} from '@hawk-auth/testkit'
import type { RawResponse } from '@hawk-auth/testkit'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { listen } from '../../support/listen.js'
import { startService } from '../../support/running-service.js'
import type { RunningService } from '../../support/running-service.js'
import type { ProxiedAdapter } from './adapters.js'
import type { ProxyPlan, ProxyUnderTest } from './proxy-plan.js'
import { routesOf } from './routes.js'
import type { SiteLog } from './routes.js'
import { CLIENTS, PUBLIC_ORIGIN, writeRequest } from './site-request.js'
import type { SignedSiteRequest, SiteRequest } from './site-request.js'

/** What a site is made of. */
export interface SiteParts {
  adapter: ProxiedAdapter
  proxy: ProxyUnderTest
}

/** What a test asks of its site. */
export interface SiteSetup {
  /** Settings of the guard; `publicUrl` is the public origin unless they say otherwise. */
  guard?: GuardSettings<boolean>
  /** Whether the framework trusts what the proxy tells. */
  trustsProxy?: boolean
  proxy?: Omit<ProxyPlan, 'upstreams'>
  /** The servers in the order in which the proxy tries them; default the application alone, whose port this is given. */
  upstreams?: (port: number) => number[]
}

const tls = createLoopbackCertificate()

/** A guarded application behind a proxy that ends TLS, and a client in front. */
export class Site {
  /** The handlers that ran: who asked, and the path. */
  readonly runs: readonly string[]
  /** Lets a handler at `/body/held` begin to read, one for each that waits. */
  readonly held: readonly (() => void)[]
  /** The requests that reached the application, the guard not asked yet. */
  readonly requests: IncomingMessage[]
  /** The application's ends of the connections from the proxy. */
  readonly sockets: Socket[] = []
  readonly #server: Server
  readonly #proxy: RunningService
  readonly #connections: RawConnection[] = []

  private constructor(server: Server, proxy: RunningService, log: SiteLog, requests: IncomingMessage[]) {
    this.#server = server
    this.#proxy = proxy
    this.runs = log.runs
    this.held = log.held
    this.requests = requests
    server.on('connection', (socket: Socket) => this.sockets.push(socket))
  }

  /** Starts a site, which lives until the test is over. */
  static async start({ adapter, proxy }: SiteParts, setup: SiteSetup = {}): Promise<Site> {
    const log: SiteLog = { runs: [], held: [] }
    const requests: IncomingMessage[] = []
    const verifier = createVerifier<HawkCredentials>({
      credentials: createMemoryCredentialStore<HawkCredentials>(Object.values(CLIENTS)),
      nonces: createMemoryNonceStore({ maxEntries: 1000 }),
    })
    const server = await adapter.createServer({
      transport: 'http',
      tls,
      guards: [{ publicUrl: PUBLIC_ORIGIN, ...setup.guard, verifier }],
      before: (request) => {
        requests.push(request)
        return undefined
      },
      parserBeforeGuards: undefined,
      mountPath: '',
      trustsProxy: setup.trustsProxy ?? false,
      compression: 'none',
      cors: false,
      routes: routesOf(log, adapter.parsers),
    })
    const port = await listen(server)
    const upstreams = setup.upstreams?.(port) ?? [port]
    const plan: ProxyPlan = { ...setup.proxy, upstreams }
    const running = await startService(proxy.service, (place) => proxy.setup(plan, { ...place, tls }))
    const site = new Site(server, running, log, requests)
    onTestFinished(() => site.#end())
    return site
  }

  /** How many bytes the application has read, over all connections. */
  get bytesRead(): number {
    return this.sockets.reduce((bytes, socket) => bytes + socket.bytesRead, 0)
  }

  /** The port that the proxy listens on, over TLS. */
  get port(): number {
    return this.#proxy.port
  }

  /** The origin of the application itself, which nobody outside can reach. */
  get innerOrigin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** What a client needs to trust the proxy. */
  get tls(): { ca: string; servername: string } {
    return { ca: tls.cert, servername: 'localhost' }
  }

  /** Signs a request, sends it through the proxy over a connection of its own, and gives the answer. */
  async send(request: SiteRequest = {}): Promise<RawResponse> {
    return this.exchange(writeRequest(request))
  }

  /** The same for a request that was signed before. */
  async exchange({ bytes, method }: SignedSiteRequest): Promise<RawResponse> {
    return rawRequest(this.port, bytes, { tls: this.tls, isHead: method === 'HEAD' })
  }

  /** Sends a request past the proxy. */
  async sendInside(request: SiteRequest): Promise<RawResponse> {
    return rawRequest((this.#server.address() as AddressInfo).port, writeRequest(request).bytes)
  }

  /** Opens a connection to the proxy. */
  async connect(): Promise<RawConnection> {
    const connection = await RawConnection.open(this.port, { tls: this.tls })
    this.#connections.push(connection)
    return connection
  }

  async #end(): Promise<void> {
    for (const connection of this.#connections) connection.destroy()
    await this.#proxy.stop()
  }
}
