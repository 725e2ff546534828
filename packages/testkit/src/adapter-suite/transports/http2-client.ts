import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  ServerHttp2Stream,
} from 'node:http2'
import { constants } from 'node:http2'
import type { Socket } from 'node:net'
import { eventually } from '../../eventually.js'
import type { RawResponse } from '../../wire/raw-response.js'
import { bytesOf, headersOf, methodOf, partsOf } from '../wire-request.js'
import type { WireRequest } from '../wire-request.js'
import type { OpenRequest, SuiteClient } from './suite-client.js'

/** What an HTTP/2 client needs of the application that it talks to. */
export interface Http2Peer {
  readonly port: number
  /** Signs a request; null where it is to have no header. */
  sign(request: WireRequest): string | null
  /** The server's end of a stream of the session that came from a port. */
  streamEnd(clientPort: number | undefined, id: number | undefined): ServerHttp2Stream | undefined
}

/** A request on a stream that can be looked at. */
export interface OpenStream extends OpenRequest {
  readonly stream: ClientHttp2Stream
}

/** A client that sends each request over a stream of one session. */
export class Http2Client implements SuiteClient {
  readonly session: ClientHttp2Session
  readonly #tls: Socket
  readonly #peer: Http2Peer
  // A session forgets it when it is closed.
  readonly #localPort: number | undefined

  constructor(session: ClientHttp2Session, tls: Socket, peer: Http2Peer) {
    this.session = session
    this.#tls = tls
    this.#localPort = tls.localPort
    this.#peer = peer
    session.on('error', () => undefined)
  }

  open(request: WireRequest): OpenStream {
    return this.#open(request, false)
  }

  send(request: WireRequest): Promise<RawResponse> {
    const body = bytesOf(request.body)
    const open = this.#open(request, request.body === undefined && request.chunkBytes === undefined)
    for (const part of partsOf(body, request.chunkBytes ?? [])) open.write(part)
    open.end()
    return open.response()
  }

  close(): void {
    this.session.destroy()
  }

  #open(request: WireRequest, endStream: boolean): OpenStream {
    const stream = this.session.request(this.#headersOf(request), { endStream })
    const answer = new Http2Answer(stream)
    return {
      stream,
      write: (part) => {
        if (!stream.destroyed && !stream.writableEnded) stream.write(bytesOf(part))
      },
      end: () => {
        if (!stream.destroyed) stream.end()
      },
      received: () => this.#received(),
      response: () => answer.whole(),
      closed: () => answer.closed(),
      // Below the session: Node ends the body of a stream that it cancels, as if it were whole. And at the socket that has
      // the connection: a TCP socket under TLS has handed it on.
      abort: () => this.#tls.destroy(),
      isOver: () => this.#peer.streamEnd(this.#localPort, stream.id)?.destroyed === true,
    }
  }

  #headersOf(request: WireRequest): OutgoingHttpHeaders {
    const { target = '/who', host } = request
    if (host === null) throw new TypeError('the HTTP/2 client of Node sends no request without :authority')
    const headers: OutgoingHttpHeaders = {
      ':method': methodOf(request),
      ':path': target,
      ':authority': host ?? `127.0.0.1:${this.#peer.port}`,
    }
    for (const [name, value] of headersOf(request, this.#peer.sign(request))) {
      const lower = name.toLowerCase()
      if (lower in headers) throw new TypeError(`the HTTP/2 client of Node sends no second ${name}`)
      headers[lower] = value
    }
    return headers
  }

  /** Frames are read in their order: whoever answers a PING has read what was sent before it. */
  async #received(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.session.ping((error) => (error === null ? resolve() : reject(error)))
    })
  }
}

/** The answer on one stream, as it comes. */
class Http2Answer {
  #status = 0
  #headers: IncomingHttpHeaders = {}
  #body = Buffer.alloc(0)
  #isWhole = false
  #isClosed = false
  readonly #stream: ClientHttp2Stream

  constructor(stream: ClientHttp2Stream) {
    this.#stream = stream
    stream.on('response', (headers) => {
      this.#status = headers[':status'] ?? 0
      this.#headers = headers
    })
    stream.on('data', (chunk: Buffer) => {
      this.#body = Buffer.concat([this.#body, chunk])
    })
    // Node ends a stream that was broken off too. NO_ERROR says that the answer is whole, and that no more is wanted.
    const isWhole = (): boolean => this.#status !== 0 && stream.rstCode === constants.NGHTTP2_NO_ERROR
    stream.on('end', () => {
      this.#isWhole = isWhole()
    })
    stream.on('close', () => {
      this.#isWhole = isWhole()
      this.#isClosed = true
    })
    stream.on('error', () => undefined)
  }

  async whole(): Promise<RawResponse> {
    await eventually(() => this.#isWhole || this.#isClosed, 'an answer')
    if (!this.#isWhole) throw new Error('the stream was closed without a whole answer')
    const headers: Record<string, string | undefined> = { __proto__: null } as never
    for (const [name, value] of Object.entries(this.#headers)) {
      if (!name.startsWith(':')) headers[name] = Array.isArray(value) ? value.join(', ') : String(value)
    }
    return { status: this.#status, headers, body: this.#body, text: this.#body.toString('utf8') }
  }

  async closed(): Promise<Buffer> {
    // Where something is still to be written, Node tells of it by no event.
    await eventually(() => this.#isClosed || this.#stream.closed, 'the end of the stream')
    return this.#isWhole ? Buffer.alloc(0) : this.#body
  }
}
