export { isAttributeValue, isTimestamp } from './attribute.js'
export { Attributes, Malformed } from './attribute-scanner.js'
export type { AttributeName } from './attribute-scanner.js'
export {
  MAX_HEADER_LENGTH,
  parseAuthorization,
  parseChallenge,
  parseServerAuthorization,
} from './authorization-header.js'
export type { HeaderReading } from './authorization-header.js'
export { DEFAULT_PORTS, otherSpelling, parseAuthority } from './authority.js'
export type { Authority } from './authority.js'
export { decodeBewit, encodeBewit, MAX_BEWIT_TARGET_LENGTH, takeBewit } from './bewit.js'
export type { BewitFields, SplitTarget } from './bewit.js'
export { formatHawkHeader } from './format-header.js'
export type { WritableAttributes } from './format-header.js'
export {
  normalizedContentType,
  normalizedString,
  PAYLOAD_SUFFIX,
  payloadPrefix,
  timestampString,
} from './normalized-string.js'
export type { HawkType, SignedFields } from './normalized-string.js'
export { splitRequestTarget } from './request-target.js'
export type { RequestTarget } from './request-target.js'
