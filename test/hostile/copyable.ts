/** A run of the same one to four characters, long enough to be told instead of shown. */
const RUN = /([^]{1,4}?)\1{40,}/g

/** Writes bytes as an expression of JavaScript that makes the same again; each character is one byte. */
export function copyable(bytes: Buffer): string {
  const text = bytes.toString('latin1')
  const parts: string[] = []
  let at = 0
  for (const { 0: run, 1: unit = '', index } of text.matchAll(RUN)) {
    if (index > at) parts.push(literal(text.slice(at, index)))
    parts.push(`${literal(unit)}.repeat(${run.length / unit.length})`)
    at = index + run.length
  }
  if (at < text.length || parts.length === 0) parts.push(literal(text.slice(at)))
  return `Buffer.from(${parts.join(' + ')}, 'latin1')`
}

function literal(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\xff]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16)}`,
  )
}
