import { mistake } from '../options.js'
import { DEFAULT_PORTS, parseAuthority } from '../protocol/index.js'
import type { Destination } from '../request-facts.js'

/** One origin that clients sign for. */
export interface PublicOrigin extends Destination {
  /** The port of its protocol: what a host without a port means there. */
  defaultPort: number
  /** The path that a proxy strips, without a trailing slash; put before the target again. */
  prefix: string
}

const EXPECTED = 'an http or https origin and perhaps a path, such as "https://api.example.com"'

/**
 * Reads `publicUrl`: one origin or a list.
 *
 * @throws TypeError that says what is wrong with it
 */
export function readPublicOrigins(
  where: string,
  publicUrl: string | readonly string[],
): readonly PublicOrigin[] {
  const urls: readonly unknown[] = Array.isArray(publicUrl) ? publicUrl : [publicUrl]
  if (urls.length === 0) throw new TypeError(`${where}: "publicUrl" must name at least one origin`)
  return urls.map((url) => readOrigin(where, url))
}

function readOrigin(where: string, value: unknown): PublicOrigin {
  const url = typeof value === 'string' ? readUrl(value) : undefined
  if (url === undefined) throw mistake(where, 'publicUrl', EXPECTED, value)
  const defaultPort = url.protocol === 'https:' ? DEFAULT_PORTS.https : DEFAULT_PORTS.http
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError(`${where}: "publicUrl" must be ${EXPECTED}, without a user, a query or a fragment`)
  }
  const port = url.port === '' ? defaultPort : Number(url.port)
  return { host: url.hostname, port, defaultPort, prefix: url.pathname.replace(/\/$/, '') }
}

const HTTP_URL = /^https?:\/\/([^/?#]*)/i

/** Reads a URL that needs no repair: a parser makes `https:0x7f.1` into something that nobody meant. */
function readUrl(text: string): URL | undefined {
  const authority = HTTP_URL.exec(text)?.[1]
  if (authority === undefined || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const named = parseAuthority(authority.slice(authority.indexOf('@') + 1))
  return named?.host.toLowerCase() === url.hostname ? url : undefined
}

/**
 * Picks the origin that a request was signed for. With one there is nothing to pick; with several the host that the
 * framework gives decides, and a host that is none of them is `undefined`.
 */
export function pickOrigin(
  origins: readonly PublicOrigin[],
  host: string | undefined,
): PublicOrigin | undefined {
  if (origins.length === 1) return origins[0]
  const authority = parseAuthority(host)
  if (authority === undefined) return undefined
  const name = authority.host.toLowerCase()
  return origins.find(
    (origin) => origin.host === name && origin.port === (authority.port ?? origin.defaultPort),
  )
}
