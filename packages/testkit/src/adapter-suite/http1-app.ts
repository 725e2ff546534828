import { RawConnection } from '../wire/raw-connection.js'
import type { RawResponse } from '../wire/raw-response.js'
import { TestApp } from './test-app.js'
import { Http1Client } from './transports/http1-client.js'
import { writeRequest } from './wire-request.js'
import type { WireMessage, WireRequest } from './wire-request.js'

/** An application under test over HTTP/1, where requests are bytes and connections can be looked at. */
export class Http1App extends TestApp {
  /** Signs a request, as Alice unless it says otherwise, and writes it out. */
  write(request: WireRequest): WireMessage {
    return writeRequest(request, this.moment)
  }

  override async client(): Promise<Http1Client> {
    return new Http1Client(await this.connect(), this)
  }

  /** Sends bytes over a connection of their own, and gives the answer. */
  async exchange(bytes: Uint8Array | string): Promise<RawResponse> {
    const connection = await this.connect()
    try {
      connection.write(bytes)
      return await connection.response()
    } finally {
      connection.destroy()
    }
  }

  /** Opens a connection. */
  connect(): Promise<RawConnection> {
    return RawConnection.open(this.port, { tls: this.isEncrypted ? { ca: this.certificate } : undefined })
  }

  /** How many bytes the server has read, over all connections, in the clear. */
  get bytesRead(): number {
    return this.sockets.reduce((bytes, socket) => bytes + socket.bytesRead, 0)
  }
}
