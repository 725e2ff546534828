import fc from 'fast-check'

/** Printable ASCII without quote and backslash: what may stand in a header. */
export const ATTRIBUTE_CHARACTERS = Array.from({ length: 0x5f }, (_, index) =>
  String.fromCharCode(0x20 + index),
).filter((character) => character !== '"' && character !== '\\')

/** A value that may stand in a header. */
export const attributeValues = fc.string({
  unit: fc.constantFrom(...ATTRIBUTE_CHARACTERS),
  minLength: 1,
  maxLength: 24,
})

/** A letter or a digit. */
export const letters = fc.constantFrom(
  ...Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
)

/** Letters and digits. */
export const words = fc.string({ unit: letters, minLength: 1, maxLength: 12 })

/** Any text whatever: ASCII with its control characters, or all of Unicode, half surrogates included. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((codes) => String.fromCharCode(...codes)),
)

/** A character that means something to one parser or another. */
export const strangeCharacters = fc.oneof(
  fc.constantFrom(
    ...Array.from('"\\\n\r\t\0 ,;=:/?#@%&[]{}|^`\'<>+'),
    '\x7f',
    '\u00a0',
    '\u2028',
    '\u212a',
    'é',
    '\ud800',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)

/** One change at one place: a character replaced, put in, or taken out. */
export interface Edit {
  readonly kind: 'replace' | 'insert' | 'delete'
  readonly at: number
  readonly character: string
}

/** A change anywhere, with a character that may be strange. */
export const edits: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('replace', 'insert', 'delete'),
  at: fc.nat({ max: 9999 }),
  character: fc.oneof(fc.constantFrom(...ATTRIBUTE_CHARACTERS), strangeCharacters),
})

/** Applies a change at the place that it falls on. */
export function edit(text: string, { kind, at, character }: Edit): string {
  if (kind === 'insert') {
    const place = at % (text.length + 1)
    return text.slice(0, place) + character + text.slice(place)
  }
  if (text === '') return text
  const place = at % text.length
  return text.slice(0, place) + (kind === 'replace' ? character : '') + text.slice(place + 1)
}

/** Mostly the one, at times the other. */
export function mostly<T, U = T>(
  usual: fc.Arbitrary<T>,
  unusual: fc.Arbitrary<U>,
  weight = 6,
): fc.Arbitrary<T | U> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: unusual })
}

/** The value, or nothing. */
export function perhaps<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined })
}
