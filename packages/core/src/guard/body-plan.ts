import type { HawkCredentials } from '../credentials.js'
import { HawkError } from '../hawk-error.js'
import type { Accepted, PayloadCheck } from '../verdict.js'
import { isCharsetTransparent } from './charset.js'
import type { CheckedGuardOptions } from './guard-options.js'
import { bodyCheck } from './payload-policy.js'
import type { PayloadPolicy, PayloadState } from './payload-policy.js'

/** What headers tell of a body that is still to come. */
export interface BodyHead<K extends string> {
  contentType: string | undefined
  contentEncoding: string | undefined
  contentLength: string | undefined
  /** The content codings that the guard can take off. */
  codings: readonly K[]
}

/** A body that must be held against its hash. */
export interface BodyToCheck<K extends string> {
  check: PayloadCheck
  /** What to take off first: the hash is over the decoded bytes, because the coding is not signed. */
  coding: K | undefined
  /** Whether nothing was signed of a body, so that its first byte refuses. */
  mustBeEmpty: boolean
}

/** Says what becomes of an accepted request that can have no body. */
export function judgeNoBody<C extends HawkCredentials>(
  accepted: Accepted<C>,
  { payload }: Pick<CheckedGuardOptions<C>, 'payload'>,
  contentType: string | undefined,
): PayloadState | HawkError {
  const check = bodyCheck(accepted, payload, contentType)
  return check === null ? uncheckedState(payload) : (check.finish() ?? 'empty')
}

/**
 * Says what is to be done about the body of an accepted request, before one byte of it is taken: what became of it
 * where nothing is to be checked, its refusal, or the check.
 *
 * In this order: a policy that lets it pass, its coding (415), its charset (415), its declared length (413).
 */
export function planBody<C extends HawkCredentials, K extends string>(
  accepted: Accepted<C>,
  { payload, maxPayloadBytes }: Pick<CheckedGuardOptions<C>, 'payload' | 'maxPayloadBytes'>,
  { contentType, contentEncoding, contentLength, codings }: BodyHead<K>,
): PayloadState | HawkError | BodyToCheck<K> {
  const check = bodyCheck(accepted, payload, contentType)
  if (check === null) return uncheckedState(payload)
  const coding = readCoding(contentEncoding, codings)
  if (coding instanceof HawkError) return coding
  if (!isCharsetTransparent(contentType)) {
    return new HawkError('ERR_HAWK_UNSUPPORTED_ENCODING', { message: 'Unsupported charset' })
  }
  if (Number(contentLength) > maxPayloadBytes) return new HawkError('ERR_HAWK_PAYLOAD_TOO_LARGE')
  return { check, coding, mustBeEmpty: accepted.artifacts.hash === undefined }
}

function uncheckedState(policy: PayloadPolicy): PayloadState {
  return policy === 'ignore' ? 'unchecked' : 'unsigned'
}

/** Reads a Content-Encoding header: `undefined` for none, the refusal for one that is stacked or unknown. */
function readCoding<K extends string>(
  contentEncoding: string | undefined,
  codings: readonly K[],
): K | undefined | HawkError {
  const named = contentEncoding?.trim().toLowerCase() ?? ''
  if (named === '' || named === 'identity') return undefined
  return codings.find((coding) => coding === named) ?? new HawkError('ERR_HAWK_UNSUPPORTED_ENCODING')
}
