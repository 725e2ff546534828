/** The kinds of things that Hawk signs. */
export type HawkType = 'header' | 'response' | 'bewit' | 'message'

/** The fields that a MAC covers, as they were sent. */
export interface SignedFields {
  /** Seconds since the epoch, as sent; in a bewit its end. */
  ts: string
  /** Empty in a bewit. */
  nonce: string
  /** Empty in a message. */
  method: string
  /** Path and query exactly as sent; empty in a message. */
  target: string
  host: string
  port: number
  hash?: string | undefined
  ext?: string | undefined
  app?: string | undefined
  /** Signed only together with `app`. */
  dlg?: string | undefined
}

/**
 * The string whose HMAC is the MAC: one field a line, each line ended by LF; the method in upper case, the host
 * in lower case, backslashes and line feeds of `ext` escaped, `app` and `dlg` only where `app` is there.
 *
 * Source: Hawk `API.md`, "Protocol Example", and `lib/crypto.js`, `generateNormalizedString`.
 */
export function normalizedString(type: HawkType, fields: SignedFields): string {
  const { app, ext, hash } = fields
  // In few pieces, short ones joined first: what is hashed is flattened piece by piece, and that costs.
  const when = FIRST_LINES[type] + (fields.ts + '\n')
  const what = fields.nonce + '\n' + (fields.method.toUpperCase() + '\n')
  const where = fields.target + originLines(fields.host, fields.port)
  const rest = (hash === undefined ? '\n' : hash + '\n') + (ext === undefined ? '\n' : escapeExt(ext) + '\n')
  const whose = app === undefined || app === '' ? '' : `${app}\n${fields.dlg ?? ''}\n`
  return when + what + where + rest + whose
}

const FIRST_LINES: Readonly<Record<HawkType, string>> = {
  header: 'hawk.1.header\n',
  response: 'hawk.1.response\n',
  bewit: 'hawk.1.bewit\n',
  message: 'hawk.1.message\n',
}

/** The last origin and its lines: a server hears the same one again and again, and a string in few pieces hashes quicker. */
let lastHost = ''
let lastPort = -1
let lastLines = ''

function originLines(host: string, port: number): string {
  if (host === lastHost && port === lastPort) return lastLines
  lastHost = host
  lastPort = port
  lastLines = ['', host.toLowerCase(), port, ''].join('\n')
  return lastLines
}

/** The string whose HMAC is the `tsm` of a challenge. */
export function timestampString(ts: string): string {
  return `hawk.1.ts\n${ts}\n`
}

/** What comes before the payload's bytes in the payload hash. */
export function payloadPrefix(contentType: string | undefined): string {
  return `hawk.1.payload\n${normalizedContentType(contentType)}\n`
}

/** What comes behind the payload's bytes in the payload hash. */
export const PAYLOAD_SUFFIX = '\n'

/** A content type as the payload hash covers it: without parameters, trimmed, in lower case; empty where there is none. */
export function normalizedContentType(contentType: string | undefined): string {
  if (contentType === undefined) return ''
  const semicolon = contentType.indexOf(';')
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase()
}

function escapeExt(ext: string): string {
  if (!ext.includes('\\') && !ext.includes('\n')) return ext
  return ext.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
