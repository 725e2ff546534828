import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import { eventually } from '../eventually.js'
import { readResponse } from './raw-response.js'
import type { RawResponse } from './raw-response.js'

/** What kind of answer is expected. */
export interface ResponseKind {
  /** Whether it answers a HEAD, and so has no body whatever its headers say. */
  isHead?: boolean
}

/** How a connection is opened. */
export interface RawConnectionOptions {
  /** Goes over TLS with these options, such as `{ ca: certificate }`, to `localhost`; absent for plain TCP. */
  tls?: ConnectionOptions | undefined
}

/** A client's end of a connection, for requests that no HTTP client would send. */
export class RawConnection {
  /** What is written to and read from; over TLS in the clear. */
  readonly socket: Socket
  readonly #tcp: Socket
  // A socket forgets it when it is closed.
  readonly #localPort: number | undefined
  #received = Buffer.alloc(0)
  #hasEnded = false
  #isClosed = false

  private constructor(tcp: Socket, socket: Socket) {
    this.#tcp = tcp
    this.#localPort = tcp.localPort
    this.socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
    })
    socket.on('end', () => {
      this.#hasEnded = true
    })
    socket.on('close', () => {
      this.#hasEnded = true
      this.#isClosed = true
    })
    // What was received before a reset still counts.
    socket.on('error', () => undefined)
  }

  /** Connects to a port of the loopback. */
  static async open(port: number, { tls }: RawConnectionOptions = {}): Promise<RawConnection> {
    const tcp = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    await once(tcp, 'connect')
    if (tls === undefined) return new RawConnection(tcp, tcp)
    const socket = connectTls({ ...tls, socket: tcp })
    await once(socket, 'secureConnect')
    tcp.on('error', () => undefined)
    return new RawConnection(tcp, socket)
  }

  /** Sends bytes; text as Latin-1, one byte a character. */
  write(bytes: Uint8Array | string): void {
    if (!this.socket.destroyed && !this.socket.writableEnded) this.socket.write(bytes, 'latin1')
  }

  /** Says that nothing more will be sent, and goes on reading. */
  end(): void {
    this.socket.end()
  }

  /** Cuts the connection. */
  destroy(): void {
    this.socket.destroy()
  }

  /** Cuts the connection in a way that the other end hears of at once. */
  reset(): void {
    this.#tcp.resetAndDestroy()
    this.socket.destroy()
  }

  /** Waits for the next whole answer; an interim one (100) counts. */
  async response({ isHead = false }: ResponseKind = {}): Promise<RawResponse> {
    let read: ReturnType<typeof readResponse>
    const isThere = (): boolean => {
      read = readResponse({ bytes: this.#received, hasEnded: this.#hasEnded, isHead })
      return read !== undefined || this.#hasEnded
    }
    await eventually(isThere, 'an answer')
    if (read === undefined) throw new Error('the connection was closed without a whole answer')
    this.#received = this.#received.subarray(read.length)
    return read.response
  }

  /** Waits until the other end has closed the connection, and gives what came that no answer was read from. */
  async closed(): Promise<Buffer> {
    await eventually(() => this.#hasEnded, 'the end of the connection')
    return this.#received
  }

  /** Whether the other end has said that nothing more will come. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** The port that it comes from. */
  get localPort(): number | undefined {
    return this.#localPort
  }

  /** Whether the connection is gone. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** What has come that no answer was read from. */
  get unread(): Buffer {
    return this.#received
  }
}

/**
 * Sends one request over a connection of its own, byte for byte, and gives the answer.
 *
 * @param bytes - the whole request, or several parts of it; text as Latin-1, one byte a character
 * @example
 * const { status } = await rawRequest(port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
 */
export async function rawRequest(
  port: number,
  bytes: Uint8Array | string,
  kind?: ResponseKind & RawConnectionOptions,
): Promise<RawResponse> {
  const connection = await RawConnection.open(port, kind)
  try {
    connection.write(bytes)
    return await connection.response(kind)
  } finally {
    connection.destroy()
  }
}
