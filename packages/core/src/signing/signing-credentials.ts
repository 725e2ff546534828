import { isUsableKey } from '../credential-record.js'
import type { HawkCredentials } from '../credentials.js'
import { isHawkAlgorithm } from '../digest.js'
import { describe } from '../options.js'
import { PreparedKey } from '../prepared-key.js'
import { isAttributeValue } from '../protocol/index.js'

/** What a client signs with. `algorithm` defaults to `sha256`. */
export type SigningCredentials = Pick<HawkCredentials, 'id' | 'key' | 'algorithm'>

/**
 * Checks a client's credentials and makes their key ready.
 *
 * @throws TypeError that names the field, never its value
 */
export function prepareSigningKey(where: string, credentials: SigningCredentials): PreparedKey {
  const { id, key, algorithm = 'sha256' } = (credentials as SigningCredentials | null | undefined) ?? {}
  if (!isAttributeValue(id)) throw mistake(where, 'id', 'text that can stand in a header')
  if (!isUsableKey(key)) {
    throw mistake(where, 'key', 'text or bytes, not empty')
  }
  if (!isHawkAlgorithm(algorithm)) throw mistake(where, 'algorithm', 'sha256, sha384, sha512 or sha1')
  return new PreparedKey(algorithm, key)
}

function mistake(where: string, field: string, expected: string): TypeError {
  return new TypeError(`${where}: "credentials.${field}" must be ${expected}`)
}

/**
 * Reads an attribute that a caller gave, as one that can stand in a header.
 *
 * @throws TypeError that names the attribute
 */
export function checkAttribute(where: string, name: string, value: string | undefined): string | undefined {
  if (value === undefined || isAttributeValue(value)) return value
  throw new TypeError(
    `${where}: "${name}" must be printable ASCII text, not empty, without quotes and backslashes, got ${describe(value)}`,
  )
}
