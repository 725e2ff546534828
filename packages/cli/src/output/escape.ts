/**
 * What a terminal or a reader could take for something else than text: C0 and C1 controls, DEL, marks that turn the direction
 * of text and others that nobody sees, line and paragraph separators, halves of characters.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Text of one line as it may be printed: what is unsafe is spelled `\u001b`. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, spelled)
}

/** Text of several lines of the program's own, such as help. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeText).join('\n')
}

/** A value as JSON that is safe to print; reading it gives the same value. */
export function jsonOf(value: unknown): string {
  return escapeLines(JSON.stringify(value, null, 2))
}

/** Each half of its own, as JSON spells them. */
function spelled(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
