import type { ReceivedHeaders } from '@hawk-auth/core/guard'
import type { NodeRequest } from './messages.js'

/** Reads the headers of one request in one pass. Node keeps the first of two and shows both only in `rawHeaders`. */
export function readHeaders({ rawHeaders }: Pick<NodeRequest, 'rawHeaders'>): ReceivedHeaders {
  const headers: ReceivedHeaders = {
    authorization: undefined,
    host: undefined,
    authority: undefined,
    contentType: undefined,
    hasTwoAuthorizations: false,
    hasTwoHosts: false,
    isForwarded: false,
  }
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const value = rawHeaders[at + 1] ?? ''
    // Lengths first: to lower the case of every name costs more than all the rest.
    switch (name.length) {
      case 4:
        if (name.toLowerCase() === 'host') takeHost(headers, value)
        break
      case 9:
        if (name.toLowerCase() === 'forwarded') headers.isForwarded = true
        break
      case 10:
        if (name === ':authority') headers.authority = value
        break
      case 12:
        if (name.toLowerCase() === 'content-type') headers.contentType ??= value
        break
      case 13:
        if (name.toLowerCase() === 'authorization') takeAuthorization(headers, value)
        break
      case 15:
      case 16:
      case 17:
        if (isForwarding(name)) headers.isForwarded = true
        break
    }
  }
  return headers
}

const FORWARDED = /^x-forwarded-(?:for|host|proto)$/i
const SMALL_X = 0x78

/** The first letter decides as a rule: Accept-Encoding and others are as long. */
function isForwarding(name: string): boolean {
  return (name.charCodeAt(0) | 0x20) === SMALL_X && FORWARDED.test(name)
}

function takeHost(headers: ReceivedHeaders, value: string): void {
  if (headers.host !== undefined) headers.hasTwoHosts = true
  headers.host ??= value
}

function takeAuthorization(headers: ReceivedHeaders, value: string): void {
  if (headers.authorization !== undefined) headers.hasTwoAuthorizations = true
  headers.authorization ??= value
}
