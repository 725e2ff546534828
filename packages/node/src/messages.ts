import { Socket } from 'node:net'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

/** A request as Node gives it, HTTP/1 or HTTP/2. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/** The answer to it. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/** Says whether a request came over HTTP/2 (its compatibility API). */
export function isHttp2(request: NodeRequest): request is Http2ServerRequest {
  return request.httpVersionMajor === 2
}

/** Says whether an answer goes out over HTTP/2. */
export function isHttp2Response(response: NodeResponse): boolean {
  return 'stream' in response
}

/**
 * Says whether a request's sender is gone: nothing may run for it then. Injected requests have a socket without
 * `readable`, so only `false` counts.
 */
export function isGone(request: NodeRequest): boolean {
  if (isHttp2(request)) return request.stream.destroyed
  const { readable, destroyed }: { readable?: boolean; destroyed?: boolean } = request.socket
  return (request.destroyed && !request.readableEnded) || readable === false || destroyed === true
}

/** Closes what is left of a connection whose sender is gone: a server may be set to keep its own half open. */
export function abandon(request: NodeRequest): void {
  if (!isHttp2(request) && request.socket instanceof Socket) request.socket.destroy()
}

/**
 * Says whether no body can come, by the framing of HTTP/1 (RFC 9112 6.3). HTTP/2 and injected requests may bring one
 * without any header that says so.
 */
export function isBodiless(request: NodeRequest): boolean {
  const { headers, socket } = request
  return (
    !isHttp2(request) &&
    socket instanceof Socket &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined
  )
}

/** Whether a request's source has said that there is nothing more. Node tells that in no public field. */
export function hasEnded(request: NodeRequest): boolean {
  const { _readableState: state } = request as NodeRequest & { _readableState?: { ended?: boolean } }
  return state?.ended ?? request.complete
}
