/**
 * The white space that may stand between attributes: what `\s` matches in ECMAScript, without the line
 * terminators. Written as a function of one code so that a scanner can step over it without backtracking.
 */
export function isInlineSpace(code: number): boolean {
  if (code === 0x20) return true
  if (code < 0x80) return code === 0x09 || code === 0x0b || code === 0x0c
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  )
}

/** White space including line terminators, as it may stand between the scheme and the first attribute. */
export function isSpace(code: number): boolean {
  return isInlineSpace(code) || code === 0x0a || code === 0x0d || code === 0x2028 || code === 0x2029
}
