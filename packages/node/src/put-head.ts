import { validateHeaderValue } from 'node:http'
import type { ServerResponse } from 'node:http'
import { isHttp2Response } from './messages.js'

/** The arguments of `writeHead`: a status, perhaps a reason, and headers as an object or a list. */
export type HeadArguments = readonly unknown[]

/** A status that Node would refuse is left to it. */
const STATUSES = { http1: [100, 999], http2: [200, 599] } as const

/**
 * Puts a head that is written by hand onto the answer, where it can be read and added to; what is wrong with it is thrown
 * here, in the hands of who wrote it, as Node throws it. False where the status is none: Node's own `writeHead` says so.
 */
export function putHead(response: ServerResponse, [status, reason, headers]: HeadArguments): boolean {
  const statusCode = Number(status) | 0
  const protocol = isHttp2Response(response) ? 'http2' : 'http1'
  const [lowest, highest] = STATUSES[protocol]
  if (statusCode < lowest || statusCode > highest) return false
  if (typeof reason === 'string' && protocol === 'http1') {
    validateHeaderValue('statusMessage', reason)
    response.statusMessage = reason
  }
  response.statusCode = statusCode
  putHeaders(response, headers ?? (typeof reason === 'string' ? undefined : reason))
  return true
}

/** Headers of a head stand in the place of earlier ones; a list may name one several times. */
function putHeaders(response: ServerResponse, headers: unknown): void {
  if (!Array.isArray(headers)) {
    for (const [name, value] of Object.entries((headers ?? {}) as Record<string, string>)) {
      response.setHeader(name, value)
    }
    return
  }
  const entries = pairsOf(headers)
  for (const [name] of entries) response.removeHeader(name)
  for (const [name, value] of entries) response.appendHeader(name, value)
}

function pairsOf(list: unknown[]): [string, string][] {
  if (Array.isArray(list[0])) return list as [string, string][]
  return list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]] as [string, string]] : []))
}
