/**
 * The characters of an attribute's value, one or more: printable ASCII without `"` and `\`.
 * Source: Hawk 9 `lib/utils.js`, `parseAuthorizationHeader`.
 */
export const ATTRIBUTE_VALUE = String.raw`[\x20\x21\x23-\x5b\x5d-\x7e]+`

const WHOLE_VALUE = new RegExp(`^${ATTRIBUTE_VALUE}$`)

/** Says whether `value` can stand in a Hawk header, bewit or message: non-empty printable ASCII without `"` and `\`. */
export function isAttributeValue(value: unknown): value is string {
  return typeof value === 'string' && WHOLE_VALUE.test(value)
}

const MAX_TIMESTAMP_DIGITS = 15
const ZERO = 0x30
const NINE = 0x39

/**
 * Says whether `value` is a timestamp that Hawk allows here: 1–15 decimal digits, in seconds since the epoch.
 * Leading zeros are allowed and are part of what is signed.
 */
export function isTimestamp(value: unknown): value is string {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_TIMESTAMP_DIGITS) return false
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at)
    if (code < ZERO || code > NINE) return false
  }
  return true
}
