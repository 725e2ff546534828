/** A request target, split where it was sent in absolute form. */
export interface RequestTarget {
  /** Path and query exactly as sent; this is what is signed. */
  target: string
  /** The authority and scheme of an absolute-form target. */
  authority: string | undefined
}

const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)/i

/**
 * Reduces an absolute-form target (`GET http://example.com/a?b HTTP/1.1`, RFC 9112 3.2.2) to path and query and
 * gives the authority apart, so that it can be held against `Host`. Any other target comes back as it is.
 */
export function splitRequestTarget(raw: string): RequestTarget {
  if (raw.startsWith('/')) return { target: raw, authority: undefined }
  const match = ABSOLUTE_FORM.exec(raw)
  if (match === null) return { target: raw, authority: undefined }
  const rest = raw.slice(match[0].length)
  return { target: rest.startsWith('/') ? rest : `/${rest}`, authority: match[1] }
}
