import { createMemoryNonceStore } from '@hawk-auth/core'
import { createLoopbackCertificate, eventually } from '@hawk-auth/testkit'
import type { AppPlan, HandlerCall } from '@hawk-auth/testkit'
import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { clock, MAX_PAYLOAD_BYTES, PATHS } from './plan.js'
import { findCredentials } from './senders.js'

/** What makes a server for a plan. */
export type CreateServer = (plan: AppPlan) => Server | Promise<Server>

/** An application whose handlers note for whom they run, behind the one guard that all its paths have. */
export class HostileApp {
  /** Whose requests reached a handler, and with which nonce, as often as they did; `nobody` for those of nobody. */
  readonly runs: readonly string[]
  readonly port: number
  readonly #server: Server

  private constructor(server: Server, runs: readonly string[]) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    this.runs = runs
  }

  /** Makes the application and lets it listen on a free port of the loopback. */
  static async start(createServer: CreateServer): Promise<HostileApp> {
    const runs: string[] = []
    let requests = 0
    const handle = async ({
      request,
      auth,
    }: HandlerCall): ReturnType<AppPlan['routes'][number]['handle']> => {
      const artifacts = auth()?.artifacts
      runs.push(artifacts === undefined ? 'nobody' : `${artifacts.id} ${artifacts.nonce}`)
      let bytes = 0
      for await (const chunk of request) bytes += (chunk as Buffer).length
      return { body: { bytes } }
    }
    const server = await createServer({
      transport: 'http',
      tls: createLoopbackCertificate(),
      guards: [
        {
          credentials: findCredentials,
          nonces: createMemoryNonceStore(),
          clock,
          bewit: true,
          maxPayloadBytes: MAX_PAYLOAD_BYTES,
        },
      ],
      // Every third request comes to its guard late, when bytes have come before it.
      before: () => (requests++ % 3 === 2 ? new Promise((resolve) => setImmediate(resolve)) : undefined),
      parserBeforeGuards: undefined,
      mountPath: '',
      trustsProxy: false,
      compression: 'none',
      cors: false,
      routes: PATHS.map((path) => ({ path, isGuarded: true, parser: undefined, handle })),
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new HostileApp(server, runs)
  }

  /** Waits until no connection is left, for so many milliseconds. */
  async idle(withinMs: number): Promise<void> {
    let open = Infinity
    const count = (): void => {
      this.#server.getConnections((_error, connections) => {
        open = connections
      })
    }
    const isIdle = (): boolean => {
      count()
      return open === 0
    }
    await eventually(isIdle, 'the end of all connections', withinMs)
  }

  /** Ends it; whoever still has a connection keeps it. */
  stop(): void {
    this.#server.close()
  }
}
