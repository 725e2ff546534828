import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

const END_OF_HEADERS = '\r\n\r\n'
const CONTENT_LENGTH = /\r\ncontent-length: (\d+)\r\n/i

/** One connection that is kept open: a request goes out when the answer before it is complete. */
export class KeepAliveConnection {
  readonly #socket: Socket
  #received = ''
  #answered: ((answer: string) => void) | undefined
  #failed: ((error: Error) => void) | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      this.#take(text)
    })
    socket.on('error', (error) => this.#failed?.(error))
    socket.on('close', () => this.#failed?.(new Error('the server closed the connection')))
  }

  static async open(port: number): Promise<KeepAliveConnection> {
    const socket = connect({ port, host: '127.0.0.1' })
    await once(socket, 'connect')
    return new KeepAliveConnection(socket)
  }

  /** Sends a request, and gives the whole answer. */
  send(request: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#failed = reject
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#failed = undefined
    this.#socket.destroy()
  }

  #take(text: string): void {
    this.#received += text
    const end = this.#received.indexOf(END_OF_HEADERS)
    if (end === -1) return
    const length = Number(CONTENT_LENGTH.exec(this.#received)?.[1] ?? 0)
    if (this.#received.length < end + END_OF_HEADERS.length + length) return
    const answer = this.#received
    this.#received = ''
    this.#answered?.(answer)
  }
}
