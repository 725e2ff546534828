import type { NodeRequest } from './messages.js'

/** The headers that verification needs, read once. Node keeps the first of two and shows both only in `rawHeaders`. */
export interface ReceivedHeaders {
  authorization: string | undefined
  host: string | undefined
  /** HTTP/2's `:authority`. */
  authority: string | undefined
  contentType: string | undefined
  hasTwoAuthorizations: boolean
  hasTwoHosts: boolean
}

/** Reads the headers of one request in one pass. */
export function readHeaders({ rawHeaders }: Pick<NodeRequest, 'rawHeaders'>): ReceivedHeaders {
  const headers: ReceivedHeaders = {
    authorization: undefined,
    host: undefined,
    authority: undefined,
    contentType: undefined,
    hasTwoAuthorizations: false,
    hasTwoHosts: false,
  }
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const value = rawHeaders[at + 1] ?? ''
    // Lengths first: to lower the case of every name costs more than all the rest.
    switch (name.length) {
      case 4:
        if (name.toLowerCase() === 'host') takeHost(headers, value)
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
    }
  }
  return headers
}

function takeHost(headers: ReceivedHeaders, value: string): void {
  if (headers.host !== undefined) headers.hasTwoHosts = true
  headers.host ??= value
}

function takeAuthorization(headers: ReceivedHeaders, value: string): void {
  if (headers.authorization !== undefined) headers.hasTwoAuthorizations = true
  headers.authorization ??= value
}
