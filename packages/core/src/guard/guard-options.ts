import type { HawkCredentials } from '../credentials.js'
import { createVerifier } from '../create-verifier.js'
import { checkKeys, checkWholeNumber, mistake } from '../options.js'
import type { HawkAuth } from '../verdict.js'
import type { BewitOptions, Verifier } from '../verifier.js'
import { VERIFIER_OPTIONS } from '../verifier-options.js'
import type { VerifierOptions } from '../verifier-options.js'
import type { PayloadPolicy } from './payload-policy.js'
import { readPublicOrigins } from './public-origin.js'
import type { PublicOrigin } from './public-origin.js'

/** Where verdicts come from: a verifier that several guards share, or the options of one of its own. */
export type GuardSource<C extends HawkCredentials> =
  | ({ verifier: Verifier<C> } & { [K in keyof VerifierOptions<C>]?: never })
  | (VerifierOptions<C> & { verifier?: never })

/** How a guard treats requests; the same words in every framework. */
export interface GuardSettings<R extends boolean> {
  /**
   * Default true. With false a request without credentials (no Authorization, or another scheme) passes as nobody;
   * present but bad ones are still refused.
   */
  required?: R | undefined
  /** What is asked of a body; default `required`: signed, and the one that was signed. */
  payload?: PayloadPolicy | undefined
  /** Lets large bodies flow through the hash in flat memory; only their last chunk and their end wait for it. Default false. */
  streamPayload?: boolean | undefined
  /** The largest body, in bytes; default 1 MiB. With `streamPayload` there is a bound only where one is given. */
  maxPayloadBytes?: number | undefined
  /** What all bodies that one guard holds may take together, in bytes; default 256 MiB. Beyond it: 503. */
  maxBufferedBytes?: number | undefined
  /**
   * The origin that clients sign for, such as `https://api.example.com`, or a list of them. Its path, if any, is what a
   * proxy strips. Without it the sender chooses Host: a request signed for another service that shares these
   * credentials verifies here.
   */
  publicUrl?: string | readonly string[] | undefined
  /** Whether bewits are taken, and up to which end; default false. */
  bewit?: boolean | BewitOptions | undefined
  /** Whether answers of handlers carry `Server-Authorization`; default false. */
  signResponses?: boolean | undefined
}

/** The options of a guard. */
export type GuardOptions<C extends HawkCredentials, R extends boolean> = GuardSource<C> & GuardSettings<R>

/** What `auth(…)` of a guard gives: with `required: false` it may be null. */
export type AuthResult<C extends HawkCredentials, R extends boolean> =
  HawkAuth<C> | ([R] extends [true] ? never : null)

/** Options checked and filled in. */
export interface CheckedGuardOptions<C extends HawkCredentials> {
  verifier: Verifier<C>
  required: boolean
  payload: PayloadPolicy
  streamPayload: boolean
  /** `Infinity` where nothing bounds a stream. */
  maxPayloadBytes: number
  maxBufferedBytes: number
  publicOrigins: readonly PublicOrigin[] | undefined
  /** `undefined` where bewits are not taken. */
  bewit: BewitOptions | undefined
  signResponses: boolean
  /** What was given, unchecked by itself, for a route that has settings of its own. */
  settings: GuardSettings<boolean>
}

const SETTINGS = [
  'required',
  'payload',
  'streamPayload',
  'maxPayloadBytes',
  'maxBufferedBytes',
  'publicUrl',
  'bewit',
  'signResponses',
] as const satisfies readonly (keyof GuardSettings<boolean>)[]
const POLICIES: readonly unknown[] = ['required', 'if-signed', 'ignore'] satisfies PayloadPolicy[]
const DEFAULT_MAX_PAYLOAD_BYTES = 1_048_576
const DEFAULT_MAX_BUFFERED_BYTES = 268_435_456

/**
 * Checks a guard's options, all of them, and makes its verifier where none is given.
 *
 * @param where - the function that the user called, for messages
 * @throws TypeError that names the option
 */
export function checkGuardOptions<C extends HawkCredentials, R extends boolean>(
  where: string,
  options: GuardOptions<C, R>,
): CheckedGuardOptions<C> {
  checkKeys(where, options, ['verifier', ...VERIFIER_OPTIONS, ...SETTINGS])
  const {
    required = true,
    payload = 'required',
    streamPayload = false,
    bewit,
    signResponses = false,
  } = options
  const { maxPayloadBytes, maxBufferedBytes = DEFAULT_MAX_BUFFERED_BYTES, publicUrl } = options
  checkBoolean(where, 'required', required)
  checkBoolean(where, 'streamPayload', streamPayload)
  checkBoolean(where, 'signResponses', signResponses)
  if (!POLICIES.includes(payload)) {
    throw mistake(where, 'payload', '"required", "if-signed" or "ignore"', payload)
  }
  const bytes = { min: 0, max: Number.MAX_SAFE_INTEGER }
  if (maxPayloadBytes !== undefined) checkWholeNumber(where, 'maxPayloadBytes', maxPayloadBytes, bytes)
  checkWholeNumber(where, 'maxBufferedBytes', maxBufferedBytes, bytes)
  const largestBytes = maxPayloadBytes ?? (streamPayload ? Infinity : DEFAULT_MAX_PAYLOAD_BYTES)
  if (!streamPayload && maxPayloadBytes !== undefined && maxPayloadBytes > maxBufferedBytes) {
    throw new TypeError(
      `${where}: "maxPayloadBytes" must not be more than "maxBufferedBytes", or no such body fits`,
    )
  }
  if (streamPayload && payload === 'ignore') {
    throw new TypeError(
      `${where}: "streamPayload" and payload "ignore" exclude each other: nothing would be checked`,
    )
  }
  return {
    verifier: verifierOf(where, options),
    required,
    payload,
    streamPayload,
    maxPayloadBytes: largestBytes,
    maxBufferedBytes,
    publicOrigins: publicUrl === undefined ? undefined : readPublicOrigins(where, publicUrl),
    bewit: checkBewit(where, bewit),
    signResponses,
    settings: Object.fromEntries(SETTINGS.map((name) => [name, options[name]])),
  }
}

function verifierOf<C extends HawkCredentials, R extends boolean>(
  where: string,
  options: GuardOptions<C, R>,
): Verifier<C> {
  const inline = VERIFIER_OPTIONS.filter((name) => options[name] !== undefined)
  if (options.verifier === undefined) {
    return createVerifier(
      Object.fromEntries(inline.map((name) => [name, options[name]])) as unknown as VerifierOptions<C>,
    )
  }
  if (inline.length > 0)
    throw new TypeError(`${where}: "verifier" and "${String(inline[0])}" exclude each other`)
  if (typeof (options.verifier as Partial<Verifier<C>> | null)?.verify !== 'function') {
    throw mistake(where, 'verifier', 'what createVerifier returns', options.verifier)
  }
  return options.verifier
}

function checkBewit(where: string, bewit: unknown): BewitOptions | undefined {
  if (bewit === undefined || bewit === false) return undefined
  if (bewit === true) return {}
  if (typeof bewit !== 'object' || bewit === null)
    throw mistake(where, 'bewit', 'true, false or { maxTtlSeconds }', bewit)
  checkKeys(`${where}: "bewit"`, bewit, ['maxTtlSeconds'])
  const { maxTtlSeconds } = bewit as BewitOptions
  if (maxTtlSeconds !== undefined) {
    checkWholeNumber(where, 'bewit.maxTtlSeconds', maxTtlSeconds, { min: 1, max: Number.MAX_SAFE_INTEGER })
  }
  return { maxTtlSeconds }
}

function checkBoolean(where: string, name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw mistake(where, name, 'true or false', value)
}
