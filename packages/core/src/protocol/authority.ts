/** A host and the port that stood beside it, if any. IPv6 addresses keep their brackets. */
export interface Authority {
  host: string
  port: number | undefined
}

/** The ports of a URL or a request that names none. */
export const DEFAULT_PORTS = { http: 80, https: 443 } as const

const MAX_AUTHORITY_LENGTH = 4096
const MAX_PORT = 65_535
const AUTHORITY = /^(\[[0-9A-Za-z:.]+\]|[A-Za-z0-9\-._~%!$&'()*+,;=]+)(?::([0-9]{0,5}))?$/
const PERCENT_WITHOUT_HEX = /%(?![0-9A-Fa-f]{2})/

/**
 * Reads a `Host` header or an authority by the grammar of RFC 9110 7.2 and RFC 3986 3.2.2, and nothing looser:
 * no user info, no path, no query, no white space, no numeric tricks of a URL parser. The host comes back as it was
 * written. `undefined` where the text is not of that grammar.
 */
export function parseAuthority(text: string | undefined): Authority | undefined {
  if (text === undefined || text.length > MAX_AUTHORITY_LENGTH) return undefined
  const match = AUTHORITY.exec(text)
  const host = match?.[1]
  if (host === undefined) return undefined
  if (host.startsWith('[') ? !isIPv6(host.slice(1, -1)) : PERCENT_WITHOUT_HEX.test(host)) return undefined
  const digits = match?.[2]
  if (digits === undefined || digits === '') return { host, port: undefined }
  const port = Number(digits)
  return port <= MAX_PORT ? { host, port } : undefined
}

const HEX_GROUP = /^[0-9A-Fa-f]{1,4}$/
const IPV4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/

/** Says whether `text` is an IPv6 address (RFC 4291 2.2, no zone): eight groups, or fewer around one `::`. */
function isIPv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const [head = '', tail] = halves
  const headGroups = countGroups(head, tail === undefined)
  const tailGroups = tail === undefined ? 0 : countGroups(tail, true)
  return tail === undefined ? headGroups === 8 : headGroups + tailGroups <= 7
}

/** The 16-bit groups in one half of an address; infinitely many where it is none. An IPv4 tail counts two. */
function countGroups(half: string, mayEndInIPv4: boolean): number {
  if (half === '') return 0
  const groups = half.split(':')
  const last = groups.at(-1) ?? ''
  const endsInIPv4 = mayEndInIPv4 && IPV4.test(last)
  const hexGroups = endsInIPv4 ? groups.slice(0, -1) : groups
  if (!hexGroups.every((group) => HEX_GROUP.test(group))) return Infinity
  return hexGroups.length + (endsInIPv4 ? 2 : 0)
}

/**
 * The other way in which an IPv6 host is signed: clients write `::1` where servers read `[::1]`.
 * `undefined` for every other host.
 */
export function otherSpelling(host: string): string | undefined {
  if (!host.includes(':')) return undefined
  return host.startsWith('[') ? host.slice(1, -1) : `[${host}]`
}
