import type { ServerResponse } from 'node:http'
import type { NodeResponse } from './messages.js'

/** HTTP/1 and HTTP/2 responses share their methods, but the overloads of the two do not unite. */
export function asServerResponse(response: NodeResponse): ServerResponse {
  return response as ServerResponse
}

/** Tells caches that an answer depends on who asked, beside whatever else it depends on. */
export function varyByAuthorization(raw: NodeResponse): void {
  const response = asServerResponse(raw)
  const before = response.getHeader('Vary')
  response.setHeader('Vary', before === undefined ? 'Authorization' : `${String(before)}, Authorization`)
}
