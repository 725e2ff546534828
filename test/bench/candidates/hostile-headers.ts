import { RECORD } from './record.js'
import { flat, nonceOf, signHeader } from './requests.js'
import { SIGNED_AT } from './refusals.js'

/** A way of making a header that is long and hard to read. */
export interface HostileShape {
  name: string
  /** A header of exactly this many characters. */
  header: (length: number) => string
}

/** Shapes that the reference reads in quadratic time. */
export const QUADRATIC_IN_REFERENCE: readonly HostileShape[] = [
  { name: 'endless word', header: (length) => run('Hawk ', 'a', length) },
  { name: 'endless value', header: (length) => run('Hawk id="', 'a', length) },
]

/** Every shape that is tried. */
export const HOSTILE_SHAPES: readonly HostileShape[] = [
  ...QUADRATIC_IN_REFERENCE,
  { name: 'spaces behind the scheme', header: (length) => run('Hawk ', ' ', length) },
  { name: 'tabs behind the scheme', header: (length) => run('Hawk\t', '\t', length) },
  { name: 'spaces behind a value', header: (length) => run('Hawk id="a"', ' ', length) },
  { name: 'spaces behind a comma', header: (length) => run('Hawk id="a",', ' ', length) },
  { name: 'commas', header: (length) => run('Hawk id="a"', ',', length) },
  { name: 'quotes', header: (length) => run('Hawk id=', '"', length) },
  { name: 'equals signs', header: (length) => run('Hawk id', '=', length) },
  { name: 'unknown attributes', header: (length) => run('Hawk ', 'a="a",', length) },
  { name: 'doubled attributes', header: (length) => run('Hawk ', 'id="a",', length) },
  { name: 'backslashes', header: (length) => run('Hawk id="', '\\', length) },
  { name: 'characters beyond ASCII', header: (length) => run('Hawk id="', '\xe9', length) },
  { name: 'foreign scheme', header: (length) => run('Bearer ', 'a', length) },
  { name: 'no scheme', header: (length) => run('', 'a', length) },
  {
    name: 'digits of ts',
    header: (length) => run(`Hawk id="${RECORD.id}", ts="`, '1', length, '", nonce="n", mac="m"'),
  },
  {
    name: 'long MAC',
    header: (length) => run(`Hawk id="${RECORD.id}", ts="1", nonce="n", mac="`, 'm', length, '"'),
  },
  { name: 'long id', header: (length) => run('Hawk id="', 'a', length, '", ts="1", nonce="n", mac="m"') },
  { name: 'long hash, well signed', header: (length) => signed(length, 'hash') },
  { name: 'long ext, well signed', header: (length) => signed(length, 'ext') },
  { name: 'long nonce, well signed', header: (length) => signed(length, 'nonce') },
]

function run(start: string, piece: string, length: number, end = ''): string {
  const room = length - start.length - end.length
  return flat(start + piece.repeat(Math.ceil(room / piece.length)).slice(0, room) + end)
}

/** A header with a good MAC, and one long attribute. */
function signed(length: number, attribute: 'hash' | 'ext' | 'nonce'): string {
  const withLength = (count: number): string =>
    signHeader({ timestamp: SIGNED_AT, nonce: nonceOf(0), ext: 'ext', [attribute]: 'a'.repeat(count) })
  return withLength(length - withLength(1).length + 1)
}
