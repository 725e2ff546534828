import type { ServerResponse } from 'node:http'
import type { NodeResponse } from './messages.js'
import { putHead } from './put-head.js'
import { shadow } from './shadow.js'

/** HTTP/1 and HTTP/2 responses share their methods, but the overloads of the two do not unite. */
export function asServerResponse(response: NodeResponse): ServerResponse {
  return response as ServerResponse
}

/** The text of a header, as Node or a head keeps it. */
export function headerText(header: unknown): string | undefined {
  if (Array.isArray(header)) return header.map(String).join(', ')
  return typeof header === 'string' || typeof header === 'number' ? String(header) : undefined
}

/**
 * Whether a header stays on an answer that becomes a refusal: without those of CORS a browser shows its script neither
 * status nor challenge, and `Vary` goes with them.
 */
export function outlivesRefusal(name: string): boolean {
  return /^(?:access-control-.*|vary)$/i.test(name)
}

/** Tells caches that an answer depends on who asked, beside whatever else it depends on. */
export function varyByAuthorization(response: NodeResponse): void {
  onHead(response, 'Vary', (vary) => {
    if (vary === undefined) return 'Authorization'
    return /(?:^|,)\s*(?:\*|authorization)\s*(?:,|$)/i.test(vary) ? vary : `${vary}, Authorization`
  })
}

/** Keeps an answer out of caches, unless its handler says otherwise. */
export function keepOutOfCaches(response: NodeResponse): void {
  const usual = 'private, no-store'
  // At once too: helpers that send files fill in a header of their own where there is none.
  asServerResponse(response).setHeader('Cache-Control', usual)
  onHead(response, 'Cache-Control', (given) => given ?? usual)
}

/**
 * Decides on a header when the head goes out: frameworks wipe what was set before they answer an error, or keep headers
 * of their own until then. Node writes every head through this method, its own heads too.
 */
function onHead(raw: NodeResponse, name: string, decide: (given: string | undefined) => string): void {
  const response = asServerResponse(raw)
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse
  shadow(response, 'writeHead', (...args: unknown[]) => {
    if (response.headersSent || !putHead(response, args)) {
      return writeHead(...args)
    }
    response.setHeader(name, decide(headerText(response.getHeader(name))))
    return writeHead(response.statusCode)
  })
}
