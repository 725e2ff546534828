import { once } from 'node:events'
import { connect } from 'node:http2'
import type { ServerHttp2Stream } from 'node:http2'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { RawResponse } from '../wire/raw-response.js'
import { TestApp } from './test-app.js'
import type { AppParts } from './test-app.js'
import { Http2Client } from './transports/http2-client.js'
import type { WireRequest } from './wire-request.js'

/** An application under test over HTTP/2. */
export class Http2App extends TestApp {
  readonly #streams = new Map<string, ServerHttp2Stream>()
  #shared: Promise<Http2Client> | undefined

  constructor(parts: AppParts) {
    super(parts)
    parts.server.on('stream', (stream: ServerHttp2Stream) => {
      this.#streams.set(keyOf(stream.session?.socket.remotePort, stream.id), stream)
    })
  }

  /** The server's end of a stream of the session that came from a port. */
  streamEnd(clientPort: number | undefined, id: number | undefined): ServerHttp2Stream | undefined {
    return this.#streams.get(keyOf(clientPort, id))
  }

  override async client(): Promise<Http2Client> {
    const tcp = connectTcp({ port: this.port, host: '127.0.0.1', noDelay: true })
    const tls = connectTls({ socket: tcp, ca: this.certificate, ALPNProtocols: ['h2'] })
    for (const socket of [tcp, tls]) socket.on('error', () => undefined)
    const session = connect(this.origin, { createConnection: () => tls })
    await once(session, 'connect')
    return new Http2Client(session, tls, this)
  }

  /** Sends a request over a stream of the one session that all of them share: no refusal may end it. */
  override async send(request: WireRequest): Promise<RawResponse> {
    this.#shared ??= this.client()
    return (await this.#shared).send(request)
  }

  override async close(): Promise<void> {
    const shared = await this.#shared
    shared?.close()
    await super.close()
  }
}

function keyOf(clientPort: number | undefined, id: number | undefined): string {
  return `${clientPort ?? ''} ${id ?? ''}`
}
