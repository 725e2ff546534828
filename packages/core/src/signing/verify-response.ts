import { equalMacs } from '../equal-macs.js'
import { checkKeys } from '../options.js'
import { hashPayload } from '../payload-hash.js'
import type { PreparedKey } from '../prepared-key.js'
import {
  isTimestamp,
  Malformed,
  parseChallenge,
  parseServerAuthorization,
  timestampString,
} from '../protocol/index.js'
import type { Attributes, SignedFields } from '../protocol/index.js'
import { assertContentType, assertPayload } from '../request-facts.js'
import { responseMac } from '../response.js'
import { prepareSigningKey } from './signing-credentials.js'
import type { SigningCredentials } from './signing-credentials.js'

/** Why an answer is not what the server signed. */
export type ResponseErrorCode =
  | 'ERR_HAWK_RESPONSE_UNSIGNED'
  | 'ERR_HAWK_RESPONSE_MALFORMED'
  | 'ERR_HAWK_RESPONSE_BAD_MAC'
  | 'ERR_HAWK_RESPONSE_MISSING_HASH'
  | 'ERR_HAWK_RESPONSE_BAD_HASH'

const MESSAGES: Readonly<Record<ResponseErrorCode, string>> = {
  ERR_HAWK_RESPONSE_UNSIGNED: 'The answer carries no Hawk signature',
  ERR_HAWK_RESPONSE_MALFORMED: "The answer's Hawk header breaks the grammar",
  ERR_HAWK_RESPONSE_BAD_MAC: 'The answer was not signed by this server for this request',
  ERR_HAWK_RESPONSE_MISSING_HASH: "The answer's signature does not cover its body",
  ERR_HAWK_RESPONSE_BAD_HASH: "The answer's body is not the one that was signed",
}

/** An answer that must not be trusted. */
export class HawkResponseError extends Error {
  override name = 'HawkResponseError'
  readonly code: ResponseErrorCode

  constructor(code: ResponseErrorCode) {
    super(MESSAGES[code])
    this.code = code
  }
}

/** What checking an answer can come to. */
export type ResponseVerdict<T> = ({ ok: true } & T) | { ok: false; error: HawkResponseError }

/** An answer to check. */
export interface ResponseToVerify {
  credentials: SigningCredentials
  /** What {@link signRequest} signed. */
  artifacts: SignedFields
  /** The `Server-Authorization` header as received. */
  serverAuthorization: string | undefined
  /** The whole body after content decoding; left out, the MAC alone is checked. */
  payload?: Uint8Array | string | undefined
  /** The `Content-Type` header of the answer. */
  contentType?: string | undefined
}

const RESPONSE_OPTIONS = [
  'credentials',
  'artifacts',
  'serverAuthorization',
  'payload',
  'contentType',
] as const satisfies readonly (keyof ResponseToVerify)[]

/**
 * Checks the `Server-Authorization` of an answer: its MAC, and its body where one is given. The status and other
 * headers are not covered. Source: Hawk `lib/client.js`, `authenticate`, compared in constant time.
 *
 * @throws TypeError where the arguments are of a wrong kind; whatever came from the server is a value
 */
export function verifyResponse(
  response: ResponseToVerify,
): ResponseVerdict<{ ext: string | undefined; payloadVerified: boolean }> {
  checkKeys('verifyResponse', response, RESPONSE_OPTIONS)
  const { artifacts, payload, contentType } = response
  if (payload !== undefined) assertPayload('verifyResponse', payload)
  assertContentType('verifyResponse', contentType)
  const key = prepareSigningKey('verifyResponse', response.credentials)
  const reading = parseServerAuthorization(response.serverAuthorization)
  if (reading === 'absent') return refuse('ERR_HAWK_RESPONSE_UNSIGNED')
  if (reading instanceof Malformed || reading.mac === undefined) return refuse('ERR_HAWK_RESPONSE_MALFORMED')
  const { mac, hash, ext } = reading
  if (!equalMacs(mac, responseMac(key, artifacts, hash, ext))) return refuse('ERR_HAWK_RESPONSE_BAD_MAC')
  if (payload === undefined) return { ok: true, ext, payloadVerified: false }
  if (hash === undefined) return refuse('ERR_HAWK_RESPONSE_MISSING_HASH')
  return equalMacs(hash, hashPayload(key.algorithm, payload, contentType))
    ? { ok: true, ext, payloadVerified: true }
    : refuse('ERR_HAWK_RESPONSE_BAD_HASH')
}

/** A challenge to check. */
export interface ChallengeToVerify {
  credentials: SigningCredentials
  /** The `WWW-Authenticate` header as received. */
  wwwAuthenticate: string | undefined
}

const CHALLENGE_OPTIONS = [
  'credentials',
  'wwwAuthenticate',
] as const satisfies readonly (keyof ChallengeToVerify)[]

/**
 * Checks a challenge, and the server's time in it where it tells one (`Stale timestamp`): only a holder of the key
 * can have written it. A challenge has no nonce, so an old one can be shown again.
 */
export function verifyChallenge(
  challenge: ChallengeToVerify,
): ResponseVerdict<{ serverTimeSeconds: number | undefined; reason: string | undefined }> {
  checkKeys('verifyChallenge', challenge, CHALLENGE_OPTIONS)
  const key = prepareSigningKey('verifyChallenge', challenge.credentials)
  const reading = parseChallenge(challenge.wwwAuthenticate)
  if (reading === 'absent') return refuse('ERR_HAWK_RESPONSE_UNSIGNED')
  if (reading instanceof Malformed) return refuse('ERR_HAWK_RESPONSE_MALFORMED')
  return readServerTime(key, reading)
}

function readServerTime(
  key: PreparedKey,
  { ts, tsm, error }: Attributes,
): ResponseVerdict<{ serverTimeSeconds: number | undefined; reason: string | undefined }> {
  if (ts === undefined && tsm === undefined) return { ok: true, serverTimeSeconds: undefined, reason: error }
  if (!isTimestamp(ts) || tsm === undefined) return refuse('ERR_HAWK_RESPONSE_MALFORMED')
  return equalMacs(tsm, key.mac(timestampString(ts)))
    ? { ok: true, serverTimeSeconds: Number(ts), reason: error }
    : refuse('ERR_HAWK_RESPONSE_BAD_MAC')
}

function refuse(code: ResponseErrorCode): { ok: false; error: HawkResponseError } {
  return { ok: false, error: new HawkResponseError(code) }
}
