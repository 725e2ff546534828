import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.js'
import { systemClock } from '../clock.js'
import { checkKeys, checkWholeNumber, describe } from '../options.js'
import { hashPayload } from '../payload-hash.js'
import { formatHawkHeader, normalizedString } from '../protocol/index.js'
import type { SignedFields } from '../protocol/index.js'
import { assertContentType, assertPayload } from '../request-facts.js'
import { readSignedUrl } from './signed-url.js'
import { checkAttribute, prepareSigningKey } from './signing-credentials.js'
import type { SigningCredentials } from './signing-credentials.js'

/** When something is signed, and with which nonce; both are made where they are not given. */
export interface SigningMoment {
  /** Whole seconds since the epoch; default now. */
  timestamp?: number | undefined
  /** Default 128 random bits as base64url. */
  nonce?: string | undefined
  /** Milliseconds since the epoch; default the system's clock. */
  clock?: Clock | undefined
}

/** A request to sign. */
export interface RequestToSign extends SigningMoment {
  /** The absolute URL; it is signed as WHATWG `URL` serialises it. */
  url: string | URL
  /** Default `GET`. */
  method?: string | undefined
  credentials: SigningCredentials
  /** The whole body, before any content encoding; text is hashed as UTF-8. */
  payload?: Uint8Array | string | undefined
  /** The `Content-Type` header that will be sent. */
  contentType?: string | undefined
  /** The payload hash, where the body itself is not at hand; it wins over `payload`. */
  hash?: string | undefined
  /** Application data. */
  ext?: string | undefined
  /** The application's id (Oz). */
  app?: string | undefined
  /** The id of the application that delegated; needs `app`. */
  dlg?: string | undefined
}

/** A signed request. */
export interface SignedRequest {
  /** The `Authorization` header. */
  authorization: string
  /** What was signed; {@link verifyResponse} needs it. */
  artifacts: SignedFields
}

const WHERE = 'signRequest'
const OPTIONS = [
  'url',
  'method',
  'credentials',
  'payload',
  'contentType',
  'hash',
  'ext',
  'app',
  'dlg',
  'timestamp',
  'nonce',
  'clock',
] as const satisfies readonly (keyof RequestToSign)[]
const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/**
 * Signs a request. Source: Hawk `lib/client.js`, `header`, with every attribute checked before it enters the header
 * and a nonce of 128 bits.
 *
 * @throws TypeError that names what can't be signed
 * @example
 * const { authorization } = signRequest({ url: 'https://example.com/a?b=1', credentials: { id: 'dh37', key: 'secret' } })
 */
export function signRequest(request: RequestToSign): SignedRequest {
  checkKeys(WHERE, request, OPTIONS)
  const { method = 'GET', dlg } = request
  if (typeof method !== 'string' || !METHOD.test(method)) {
    throw new TypeError(`${WHERE}: "method" must be an HTTP method, got ${describe(method)}`)
  }
  assertContentType(WHERE, request.contentType)
  const key = prepareSigningKey(WHERE, request.credentials)
  const app = checkAttribute(WHERE, 'app', request.app)
  if (dlg !== undefined && app === undefined)
    throw new TypeError(`${WHERE}: "dlg" needs "app", or it is not signed`)
  const artifacts = {
    ...readMoment(WHERE, request),
    method,
    ...readSignedUrl(WHERE, request.url),
    hash: checkAttribute(WHERE, 'hash', request.hash) ?? payloadHashOf(request),
    ext: checkAttribute(WHERE, 'ext', request.ext),
    app,
    dlg: checkAttribute(WHERE, 'dlg', dlg),
  }
  const mac = key.mac(normalizedString('header', artifacts))
  const { ts, nonce, hash, ext } = artifacts
  const { id } = request.credentials
  return {
    authorization: formatHawkHeader({ id, ts, nonce, hash, ext, mac, app, dlg: artifacts.dlg }),
    artifacts,
  }
}

function payloadHashOf({ payload, credentials, contentType }: RequestToSign): string | undefined {
  if (payload === undefined) return undefined
  assertPayload(WHERE, payload)
  return hashPayload(credentials.algorithm ?? 'sha256', payload, contentType)
}

/** The bytes of a nonce that is made here: 128 random bits, where the reference has 36. */
const NONCE_BYTES = 16

/** The latest timestamp that can be written: 15 digits. */
export const MAX_TIMESTAMP = 999_999_999_999_999

/** Fills in the moment of signing. */
export function readMoment(where: string, moment: SigningMoment): { ts: string; nonce: string } {
  const { clock = systemClock, timestamp = Math.floor(clock() / 1000) } = moment
  checkWholeNumber(where, 'timestamp', timestamp, { min: 0, max: MAX_TIMESTAMP })
  const nonce = checkAttribute(where, 'nonce', moment.nonce) ?? randomBytes(NONCE_BYTES).toString('base64url')
  return { ts: String(timestamp), nonce }
}
