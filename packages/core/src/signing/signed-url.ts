import { describe } from '../options.js'
import { DEFAULT_PORTS } from '../protocol/index.js'

/** Where a URL leads, as it is signed: what WHATWG `URL` serialises is what `fetch` and `http.request` send. */
export interface SignedUrl {
  target: string
  /** IPv6 in brackets. */
  host: string
  port: number
}

const SCHEME_PORTS: Readonly<Record<string, number>> = {
  'http:': DEFAULT_PORTS.http,
  'https:': DEFAULT_PORTS.https,
  'ws:': DEFAULT_PORTS.http,
  'wss:': DEFAULT_PORTS.https,
}

/**
 * Splits a URL into what is signed. Of an empty query the question mark is not signed: `http.request` and the `fetch` of
 * Node 20 and 22 leave it out, newer ones send it. Take it off (`url.search = ''`) before you sign and send such a URL.
 *
 * @throws TypeError where it is no absolute http, https, ws or wss URL
 */
export function readSignedUrl(where: string, url: string | URL): SignedUrl {
  const parsed = typeof url === 'string' ? parseUrl(where, url) : url
  if (!(parsed instanceof URL))
    throw new TypeError(`${where}: "url" must be a string or a URL, got ${describe(url)}`)
  const defaultPort = SCHEME_PORTS[parsed.protocol]
  if (defaultPort === undefined) {
    throw new TypeError(`${where}: "url" must be an http, https, ws or wss URL, got ${parsed.protocol}`)
  }
  return {
    target: parsed.pathname + parsed.search,
    host: parsed.hostname,
    port: parsed.port === '' ? defaultPort : Number(parsed.port),
  }
}

function parseUrl(where: string, url: string): URL {
  try {
    return new URL(url)
  } catch {
    throw new TypeError(`${where}: "url" must be an absolute URL`)
  }
}
