import { ATTRIBUTE_VALUE } from './attribute.js'
import {
  afterSeparator,
  allowAttributes,
  Attributes,
  Malformed,
  scanAttributes,
} from './attribute-scanner.js'
import type { AllowedAttributes } from './attribute-scanner.js'
import { isSpace } from './whitespace.js'

/** The longest header that is read, in characters (the reference's bound). */
export const MAX_HEADER_LENGTH = 4096

const REQUEST_ATTRIBUTES = allowAttributes('id', 'ts', 'nonce', 'hash', 'ext', 'mac', 'app', 'dlg')
const RESPONSE_ATTRIBUTES = allowAttributes('mac', 'hash', 'ext')
const CHALLENGE_ATTRIBUTES = allowAttributes('ts', 'tsm', 'error')

/** What reading a header can come to: its attributes, `absent` (none, or another scheme), or what is wrong with it. */
export type HeaderReading = Attributes | Malformed | 'absent'

/**
 * Reads an `Authorization` header. Another scheme is `absent`, whatever its length; a Hawk header is at most
 * 4096 characters and is read in one linear pass.
 */
export function parseAuthorization(header: string | undefined): HeaderReading {
  if (header === undefined || header.length > MAX_HEADER_LENGTH)
    return parseHawkHeader(header, REQUEST_ATTRIBUTES)
  const usual = USUAL_HEADER.exec(header)
  if (usual === null) return parseHawkHeader(header, REQUEST_ATTRIBUTES)
  const [whole, id, ts, nonce, hash, ext, mac] = usual
  if (whole.length === header.length) return new Attributes(id, ts, nonce, hash, ext, mac)
  const at = afterSeparator(header, whole.length)
  if (at === -1) return new Malformed('Bad header format')
  return scanAttributes(header, at, REQUEST_ATTRIBUTES, [id, ts, nonce, hash, ext, mac])
}

/**
 * How nearly every client begins a header: this order, this spacing. Such a beginning is read in half the scanner's
 * time; the scanner goes on behind it. It is linear: a value can't contain its own delimiter, so nothing is tried twice.
 */
const USUAL_HEADER = new RegExp(
  '^Hawk id="(V)", ts="(V)", nonce="(V)", (?:hash="(V)", )?(?:ext="(V)", )?mac="(V)"'.replaceAll(
    'V',
    ATTRIBUTE_VALUE,
  ),
)

/** Reads a `Server-Authorization` header (mac, hash, ext). */
export function parseServerAuthorization(header: string | undefined): HeaderReading {
  return parseHawkHeader(header, RESPONSE_ATTRIBUTES)
}

/** Reads a `WWW-Authenticate` header that holds one Hawk challenge (ts, tsm, error); a bare `Hawk` has none of them. */
export function parseChallenge(header: string | undefined): HeaderReading {
  if (header !== undefined && /^hawk$/i.test(header)) return scanAttributes('', 0, CHALLENGE_ATTRIBUTES)
  return parseHawkHeader(header, CHALLENGE_ATTRIBUTES)
}

function parseHawkHeader(header: string | undefined, allowed: AllowedAttributes): HeaderReading {
  if (header === undefined || header === '') return 'absent'
  const scheme = readScheme(header)
  if (scheme !== 'hawk') return scheme
  if (header.length > MAX_HEADER_LENGTH) return new Malformed('Header length too long')
  let at = SCHEME_LENGTH
  while (at < header.length && isSpace(header.charCodeAt(at))) at += 1
  if (at === SCHEME_LENGTH || at === header.length) return new Malformed('Invalid header syntax')
  return scanAttributes(header, at, allowed)
}

const SCHEME_LENGTH = 4
const HAWK = /^hawk$/i
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y

/** The scheme is a token (RFC 9110 11.1), in any case; a header that begins with anything else is no header at all. */
function readScheme(header: string): 'hawk' | 'absent' | Malformed {
  TOKEN.lastIndex = 0
  const length = TOKEN.test(header) ? TOKEN.lastIndex : 0
  const isWhole = length > 0 && (length === header.length || isSpace(header.charCodeAt(length)))
  if (!isWhole) return new Malformed('Invalid header syntax')
  return length === SCHEME_LENGTH && HAWK.test(header.slice(0, SCHEME_LENGTH)) ? 'hawk' : 'absent'
}
