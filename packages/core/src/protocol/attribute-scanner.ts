import { ATTRIBUTE_VALUE } from './attribute.js'
import { isInlineSpace } from './whitespace.js'

/** Every attribute that a Hawk header of any kind can carry, in the order in which headers are written. */
export const ATTRIBUTE_NAMES = [
  'id',
  'ts',
  'nonce',
  'hash',
  'ext',
  'mac',
  'app',
  'dlg',
  'tsm',
  'error',
] as const

/** The name of an attribute. */
export type AttributeName = (typeof ATTRIBUTE_NAMES)[number]

/** The attributes of one header. A class, so that every header has one and the same shape. */
export class Attributes implements Record<AttributeName, string | undefined> {
  readonly id: string | undefined
  readonly ts: string | undefined
  readonly nonce: string | undefined
  readonly hash: string | undefined
  readonly ext: string | undefined
  readonly mac: string | undefined
  readonly app: string | undefined
  readonly dlg: string | undefined
  readonly tsm: string | undefined
  readonly error: string | undefined

  /** Takes the values in the order of {@link ATTRIBUTE_NAMES}. */
  constructor(
    id?: string,
    ts?: string,
    nonce?: string,
    hash?: string,
    ext?: string,
    mac?: string,
    app?: string,
    dlg?: string,
    tsm?: string,
    error?: string,
  ) {
    this.id = id
    this.ts = ts
    this.nonce = nonce
    this.hash = hash
    this.ext = ext
    this.mac = mac
    this.app = app
    this.dlg = dlg
    this.tsm = tsm
    this.error = error
  }
}

/** A header that breaks the grammar; `message` says how and may be shown to the sender. */
export class Malformed {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

/** Which attributes a kind of header may carry: for each of {@link ATTRIBUTE_NAMES} whether it is among them. */
export type AllowedAttributes = readonly boolean[]

/** Makes an {@link AllowedAttributes} of names. */
export function allowAttributes(...names: AttributeName[]): AllowedAttributes {
  return ATTRIBUTE_NAMES.map((name) => names.includes(name))
}

/** The run of characters that a value may hold; sticky, so that it is read where the scanner stands and nowhere else. */
const VALUE = new RegExp(ATTRIBUTE_VALUE, 'y')
const NAME_BEFORE_QUOTE = /(\w{1,32})="/y
const QUOTE = 0x22
const COMMA = 0x2c
const ASSIGNMENT = '="'

/**
 * Reads `name="value"` pairs, separated by commas, from `start` to the end of `header`, in one pass: a value ends
 * at the first character that can't stand in it, and nothing that failed is tried again. `values` holds what was
 * read before `start`.
 *
 * The accepted set is the reference's (`lib/utils.js`): names of `allowed` alone, case-sensitive, each once;
 * values of one or more printable ASCII characters without `"` and `\`; white space around commas; one trailing comma.
 */
export function scanAttributes(
  header: string,
  start: number,
  allowed: AllowedAttributes,
  values: (string | undefined)[] = noValues(),
): Attributes | Malformed {
  const end = header.length
  let at = start
  while (at < end) {
    const index = attributeAt(header, at)
    const name = ATTRIBUTE_NAMES[index]
    if (name === undefined || allowed[index] !== true) return unknownAttribute(header, at)
    const valueStart = at + name.length + ASSIGNMENT.length
    VALUE.lastIndex = valueStart
    const valueEnd = VALUE.test(header) ? VALUE.lastIndex : valueStart
    if (valueEnd === valueStart || header.charCodeAt(valueEnd) !== QUOTE) {
      return new Malformed(`Bad attribute value: ${name}`)
    }
    if (values[index] !== undefined) return new Malformed(`Duplicate attribute: ${name}`)
    values[index] = header.slice(valueStart, valueEnd)
    at = afterSeparator(header, valueEnd + 1)
    if (at === -1) return new Malformed('Bad header format')
  }
  return new Attributes(...values)
}

/** One place for each of {@link ATTRIBUTE_NAMES}; written out, which is quicker than any way of filling. */
function noValues(): (string | undefined)[] {
  // prettier-ignore
  return [undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined]
}

/** The index in {@link ATTRIBUTE_NAMES} of the attribute whose `name="` begins at `at`, or -1. */
function attributeAt(header: string, at: number): number {
  switch (header[at]) {
    case 'i':
      return header.startsWith('id="', at) ? 0 : -1
    case 't':
      return header.startsWith('ts="', at) ? 1 : header.startsWith('tsm="', at) ? 8 : -1
    case 'n':
      return header.startsWith('nonce="', at) ? 2 : -1
    case 'h':
      return header.startsWith('hash="', at) ? 3 : -1
    case 'e':
      return header.startsWith('ext="', at) ? 4 : header.startsWith('error="', at) ? 9 : -1
    case 'm':
      return header.startsWith('mac="', at) ? 5 : -1
    case 'a':
      return header.startsWith('app="', at) ? 6 : -1
    case 'd':
      return header.startsWith('dlg="', at) ? 7 : -1
    default:
      return -1
  }
}

/** The place behind white space, one comma and white space; the end of the header; or -1 where neither comes. */
export function afterSeparator(header: string, from: number): number {
  const at = skipInlineSpace(header, from)
  if (at === header.length) return at
  return header.charCodeAt(at) === COMMA ? skipInlineSpace(header, at + 1) : -1
}

function skipInlineSpace(header: string, from: number): number {
  let at = from
  while (at < header.length && isInlineSpace(header.charCodeAt(at))) at += 1
  return at
}

function unknownAttribute(header: string, at: number): Malformed {
  NAME_BEFORE_QUOTE.lastIndex = at
  const name = NAME_BEFORE_QUOTE.exec(header)?.[1]
  return new Malformed(name === undefined ? 'Bad header format' : `Unknown attribute: ${name}`)
}
