/** The marker of text that has characters beyond 0xff. */
const WIDE = 1
const BEYOND_BYTES = /[\u0100-\uffff]/

/** From this length on one call that writes the text costs less than a look at each of its characters. */
const LONG = 64

/** How many blocks {@link writeText} needs at most for a text of this length. */
export function blocksFor(length: number): number {
  return (length >>> 1) + 3
}

/**
 * Writes a text as blocks for {@link HalfSipHash}, from `offset` on, and closes the message. One byte for each
 * character, and two as soon as one of them is beyond 0xff; a marker says which, so that no two texts look alike.
 *
 * @param blocks - has room for {@link blocksFor} the text behind `offset`, which counts the words already there
 * @param form - an even number of the caller's; it shares its word with the marker
 * @returns how many blocks the message has
 */
export function writeText(blocks: Int32Array, offset: number, form: number, text: string): number {
  const { length } = text
  if (length >= LONG) return writeLongText(blocks, offset, form, text)
  const whole = length & ~3
  let seen = 0
  let count = offset + 1
  let index = 0
  for (; index < whole; index += 4) {
    const a = text.charCodeAt(index)
    const b = text.charCodeAt(index + 1)
    const c = text.charCodeAt(index + 2)
    const d = text.charCodeAt(index + 3)
    seen |= a | b | c | d
    blocks[count] = a | (b << 8) | (c << 16) | (d << 24)
    count += 1
  }
  let last = (count * 4 + length - index) << 24
  for (let shift = 0; index < length; index += 1, shift += 8) {
    const unit = text.charCodeAt(index)
    seen |= unit
    last |= unit << shift
  }
  if (seen > 0xff) return writeWideText(blocks, offset, form, text)
  blocks[offset] = form
  blocks[count] = last
  return count + 1
}

/** The same blocks as by the character. */
function writeLongText(blocks: Int32Array, offset: number, form: number, text: string): number {
  if (BEYOND_BYTES.test(text)) return writeWideText(blocks, offset, form, text)
  const bytes = Buffer.from(blocks.buffer, blocks.byteOffset, blocks.byteLength)
  const start = (offset + 1) * 4
  const end = start + bytes.write(text, start, 'latin1')
  // The last byte of the last block has the length, modulo 256.
  const closing = end | 3
  bytes.fill(0, end, closing)
  bytes[closing] = end
  blocks[offset] = form
  return (closing + 1) / 4
}

function writeWideText(blocks: Int32Array, offset: number, form: number, text: string): number {
  const { length } = text
  let count = offset
  blocks[count] = form | WIDE
  count += 1
  for (let index = 0; index + 1 < length; index += 2) {
    blocks[count] = text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16)
    count += 1
  }
  const isOdd = (length & 1) === 1
  const tail = isOdd ? text.charCodeAt(length - 1) : 0
  blocks[count] = tail | ((count * 4 + (isOdd ? 2 : 0)) << 24)
  return count + 1
}
