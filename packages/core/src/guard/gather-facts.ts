import { DEFAULT_PORTS, parseAuthority, splitRequestTarget } from '../protocol/index.js'
import type { Authority } from '../protocol/index.js'
import type { Destination, RequestFacts } from '../request-facts.js'
import { pickOrigin } from './public-origin.js'
import type { PublicOrigin } from './public-origin.js'

/** What a framework says of a request, under its own proxy trust. */
export interface FrameworkView {
  /** Path and query as sent, before any mount or rewrite; perhaps in absolute form. */
  target: string
  /** The host, with its port where one was sent; default the received one. */
  host?: string | undefined
  /** `https`, with or without a colon; anything else is taken for `http`. */
  protocol: string
  /** Whether the framework trusts what a proxy tells of this request. */
  trustsProxy: boolean
}

/** The headers that verification needs, as they were received. */
export interface ReceivedHeaders {
  authorization: string | undefined
  host: string | undefined
  /** HTTP/2's `:authority`. */
  authority: string | undefined
  contentType: string | undefined
  hasTwoAuthorizations: boolean
  hasTwoHosts: boolean
  /** Whether a proxy, or somebody in its place, told whom the request was sent to or from whom it came. */
  isForwarded: boolean
}

/** A destination that no MAC can be made for: the verifier refuses it as a bad host, once it has read the header. */
const NOWHERE: Destination = { host: '', port: 0 }

/**
 * Gathers what a verifier needs to know of a request.
 *
 * Host and port are those of `publicUrl` where one is set; otherwise the framework's host, with its explicit port or
 * else the protocol's. Two authorities that differ (`:authority` and `Host`, absolute-form and `Host`), two `Host`
 * headers and a host that breaks RFC 9110's grammar are no destination.
 */
export function gatherFacts(
  method: string,
  view: FrameworkView,
  headers: ReceivedHeaders,
  origins: readonly PublicOrigin[] | undefined,
): RequestFacts {
  const { target, authority } = splitRequestTarget(view.target)
  const isOneAuthority =
    !headers.hasTwoHosts &&
    agree(view, headers.host, headers.authority) &&
    agree(view, received(headers), authority)
  const origin = origins && pickOrigin(origins, view.host ?? received(headers))
  const destination = origins === undefined ? readDestination(view, headers) : (origin ?? NOWHERE)
  const { host, port } = isOneAuthority ? destination : NOWHERE
  return {
    method,
    target: origin === undefined ? target : origin.prefix + target,
    host,
    port,
    authorization: headers.authorization,
    contentType: headers.contentType,
  }
}

function received(headers: ReceivedHeaders): string | undefined {
  return headers.host ?? headers.authority
}

/** Whether two authorities of one request name the same place; one that is absent can't differ. */
function agree(view: FrameworkView, one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || one === other) return true
  const [first, second] = [parseAuthority(one), parseAuthority(other)]
  if (first === undefined || second === undefined) return false
  const defaultPort = defaultPortOf(view)
  return (
    first.host.toLowerCase() === second.host.toLowerCase() &&
    (first.port ?? defaultPort) === (second.port ?? defaultPort)
  )
}

function readDestination(view: FrameworkView, headers: ReceivedHeaders): Destination {
  const authority = parseHost(view.host ?? received(headers))
  if (authority === undefined) return NOWHERE
  return { host: authority.host, port: authority.port ?? defaultPortOf(view) }
}

/** The port that a host without one means. */
function defaultPortOf({ protocol }: FrameworkView): number {
  return DEFAULT_PORTS[protocol === 'https' || protocol === 'https:' ? 'https' : 'http']
}

/** The last host that was read: a server hears the same one again and again. */
let lastText: string | undefined
let lastAuthority: Authority | undefined

function parseHost(text: string | undefined): Authority | undefined {
  if (text === lastText) return lastAuthority
  lastText = text
  lastAuthority = parseAuthority(text)
  return lastAuthority
}
