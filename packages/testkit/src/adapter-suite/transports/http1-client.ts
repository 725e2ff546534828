import type { Socket } from 'node:net'
import { eventually } from '../../eventually.js'
import type { RawConnection } from '../../wire/raw-connection.js'
import type { RawResponse } from '../../wire/raw-response.js'
import { bytesOf, inChunk, LAST_CHUNK } from '../wire-request.js'
import type { WireMessage, WireRequest } from '../wire-request.js'
import type { OpenRequest, SuiteClient } from './suite-client.js'

/** What an HTTP/1 client needs of the application that it talks to. */
export interface Http1Peer {
  /** Signs a request, and writes it out. */
  write(request: WireRequest): WireMessage
  /** The server's end of the connection that came from a port. */
  serverEnd(clientPort: number | undefined): Socket | undefined
}

/** A client that writes HTTP/1 byte for byte. */
export class Http1Client implements SuiteClient {
  readonly #connection: RawConnection
  readonly #peer: Http1Peer
  #sentBytes = 0

  constructor(connection: RawConnection, peer: Http1Peer) {
    this.#connection = connection
    this.#peer = peer
  }

  open(request: WireRequest): OpenRequest {
    const connection = this.#connection
    const isChunked = request.chunkBytes !== undefined
    this.#write(Buffer.from(this.#peer.write(request).head, 'latin1'))
    return {
      write: (part) => this.#write(isChunked ? inChunk(bytesOf(part)) : bytesOf(part)),
      end: () => {
        if (isChunked) this.#write(LAST_CHUNK)
      },
      received: () =>
        eventually(
          () => (this.#serverEnd()?.bytesRead ?? 0) >= this.#sentBytes,
          'the server has read it all',
        ),
      response: () => connection.response({ isHead: request.method === 'HEAD' }),
      closed: async () => {
        const rest = await connection.closed()
        connection.destroy()
        return rest
      },
      abort: () => connection.reset(),
      isOver: () => this.#serverEnd()?.destroyed === true,
    }
  }

  async send(request: WireRequest): Promise<RawResponse> {
    this.#write(this.#peer.write(request).bytes)
    return this.#connection.response({ isHead: request.method === 'HEAD' })
  }

  close(): void {
    this.#connection.destroy()
  }

  #write(bytes: Buffer): void {
    this.#sentBytes += bytes.length
    this.#connection.write(bytes)
  }

  #serverEnd(): Socket | undefined {
    return this.#peer.serverEnd(this.#connection.localPort)
  }
}
