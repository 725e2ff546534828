import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants, Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { Socket } from 'node:net'

/** A request as Node gives it, HTTP/1 or HTTP/2. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/** The answer to it. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/** Says whether a request came over HTTP/2 (its compatibility API). Its version is what the sender wrote: HTTP/1 may say 2. */
export function isHttp2(request: NodeRequest): request is Http2ServerRequest {
  return request instanceof Http2ServerRequest
}

/** Says whether an answer goes out over HTTP/2. */
export function isHttp2Response(response: NodeResponse): boolean {
  return response instanceof Http2ServerResponse
}

/**
 * Says whether a request's sender is gone: nothing may run for it then. Injected requests have a socket without
 * `readable`, so only `false` counts.
 */
export function isGone(request: NodeRequest): boolean {
  if (isHttp2(request)) return request.stream.closed || request.stream.destroyed
  const { readable, destroyed }: { readable?: boolean; destroyed?: boolean } = request.socket
  return (request.destroyed && !request.readableEnded) || readable === false || destroyed === true
}

/**
 * How far the stream of an HTTP/2 request is closed; absent where it is open. While that has only `begun` an answer would
 * end the process, and so nobody is told of it: the end comes once more when it is over. It went `well` where both sides
 * had said all they had to, because the answer came before the end of the body.
 */
export function closingOf(request: NodeRequest): 'begun' | 'well' | 'badly' | undefined {
  if (!isHttp2(request)) return undefined
  const { closed, destroyed, rstCode } = request.stream
  if (destroyed) return rstCode === constants.NGHTTP2_NO_ERROR ? 'well' : 'badly'
  return closed ? 'begun' : undefined
}

/** What readers of a body get whose sender went away; the error of HTTP/1, which HTTP/2 has none of. */
export function senderGone(): Error {
  return Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}

/** Closes what is left of a connection whose sender is gone: a server may be set to keep its own half open. */
export function abandon(request: NodeRequest): void {
  if (!isHttp2(request) && request.socket instanceof Socket) request.socket.destroy()
}

/**
 * Says whether no body can come, by the framing of HTTP/1 (RFC 9112 6.3) or by the end of the stream in HTTP/2's headers.
 * Injected requests may bring one without any header that says so.
 */
export function isBodiless(request: NodeRequest): boolean {
  if (isHttp2(request)) return request.stream.endAfterHeaders
  const { headers, socket } = request
  return (
    socket instanceof Socket &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    hasAllHeaders(request)
  )
}

/** So many names and values are what a client sends at the most; beyond them nothing is taken for granted. */
const USUAL_HEADERS = 64

/**
 * Node shows no more headers than `maxHeadersCount` (1000), and drops the rest in silence; but it frames the body by all
 * of them.
 */
function hasAllHeaders({ rawHeaders, socket }: IncomingMessage): boolean {
  const { server } = socket as Socket & { server?: { maxHeadersCount?: number | null } | null }
  const shown = 2 * (server?.maxHeadersCount ?? USUAL_HEADERS)
  return rawHeaders.length < USUAL_HEADERS && (shown === 0 || rawHeaders.length < shown)
}

/** Whether a request's source has said that there is nothing more. Node tells that in no public field. */
export function hasEnded(request: NodeRequest): boolean {
  const { _readableState: state } = request as NodeRequest & { _readableState?: { ended?: boolean } }
  return state?.ended ?? request.complete
}
