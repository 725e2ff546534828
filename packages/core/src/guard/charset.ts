const CHARSET = /;\s*charset/gi
/** UTF-8 and the single-byte charsets that leave ASCII alone. */
const ASCII_TRANSPARENT =
  /;\s*charset\s*=\s*"?(?:utf-?8|us-ascii|ascii|latin-?1|iso-8859-\d{1,2}(?:-[ie])?|windows-125\d|cp125\d|koi8-[ru])"?\s*(?=;|$)/gi

/**
 * Says whether a content type's charset reads ASCII bytes as ASCII. Parameters are not signed: under UTF-7, UTF-16 or
 * a multi-byte charset the very bytes that were signed would spell another document. Every `charset` in the header is
 * looked at, because parsers disagree on which of two counts.
 */
export function isCharsetTransparent(contentType: string | undefined): boolean {
  if (contentType === undefined) return true
  const named = contentType.match(CHARSET)
  return named === null || named.length === contentType.match(ASCII_TRANSPARENT)?.length
}
