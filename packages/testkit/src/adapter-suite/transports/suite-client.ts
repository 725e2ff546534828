import type { RawResponse } from '../../wire/raw-response.js'
import type { WireRequest } from '../wire-request.js'

/** A request whose head has been sent, and whose body is sent bit by bit. */
export interface OpenRequest {
  /** Sends the next part of the body; text as UTF-8. */
  write(part: Uint8Array | string): void
  /** Says that the body is whole. */
  end(): void
  /** Waits until the server has taken from the wire whatever was sent. */
  received(): Promise<void>
  /** Waits for the whole answer, and fails where it is broken off. */
  response(): Promise<RawResponse>
  /** Waits until the server has closed what the request came over, and gives what it sent that no answer was read from. */
  closed(): Promise<Buffer>
  /** Goes away, in a way that the server hears of at once. */
  abort(): void
  /** Whether the server knows that the request is over: its end of the connection, or of the stream, is gone. */
  isOver(): boolean
}

/** A client of the application under test, over a connection of its own. */
export interface SuiteClient {
  /** Signs a request, as Alice unless it says otherwise, and sends its head. */
  open(request: WireRequest): OpenRequest
  /** Signs a request, sends it whole, and gives the answer. */
  send(request: WireRequest): Promise<RawResponse>
  /** Cuts the connection. */
  close(): void
}
