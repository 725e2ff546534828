import fc from 'fast-check'
import { NOW_MS } from '../judges.js'
import { anyText, attributeValues, edit, edits, mostly, perhaps, words } from './text.js'

/** Attributes that will be signed; `hash` tells which one, since the body is made elsewhere. */
export interface SignedAttributes {
  id: string | undefined
  ts: string
  nonce: string
  hash: 'right' | 'absent' | 'wrong'
  ext: string | undefined
  app: string | undefined
  dlg: string | undefined
}

const NOW_S = Math.floor(NOW_MS / 1000)
const fresh = fc.integer({ min: NOW_S - 59, max: NOW_S + 60 }).map(String)

/** Timestamps: mostly fresh, at times stale or at the edge, at times numbers in other spellings, or none at all. */
export const timestamps = mostly(
  fresh,
  fc.oneof(
    fc.integer({ min: NOW_S - 70, max: NOW_S + 70 }).map(String),
    fresh.map((ts) => `00${ts}`),
    fresh.map((ts) => `00000000${ts}`),
    fresh.map((ts) => ` ${ts}`),
    fresh.map((ts) => `${ts}.5`),
    fresh.map((ts) => `+${ts}`),
    fresh.map((ts) => `0x${Number(ts).toString(16)}`),
    fresh.map((ts) => `${Number(ts) / 1e9}e9`),
    fc.constantFrom(
      'abc',
      'NaN',
      'Infinity',
      '-1',
      '0',
      '1,2',
      '1e999',
      '999999999999999',
      '9'.repeat(16),
      '0b1',
      ' ',
    ),
    attributeValues,
  ),
  6,
)

/** Attributes of a header: mostly sound. */
export const signedAttributes: fc.Arbitrary<SignedAttributes> = fc.record({
  // Nothing stands for the id of the record.
  id: mostly(fc.constant(undefined), attributeValues, 12),
  ts: timestamps,
  nonce: attributeValues,
  hash: mostly(
    fc.constantFrom('right' as const, 'right' as const, 'absent' as const),
    fc.constant('wrong' as const),
    20,
  ),
  ext: perhaps(attributeValues),
  app: mostly(fc.constant(undefined), attributeValues, 2),
  dlg: mostly(fc.constant(undefined), attributeValues, 6),
})

/** How a header is written down. */
export interface HeaderStyle {
  readonly scheme: string
  readonly gap: string
  readonly separator: string
  readonly end: string
  /** Decides the order of the attributes. */
  readonly order: readonly number[]
}

export const headerStyles: fc.Arbitrary<HeaderStyle> = fc.record({
  scheme: mostly(
    fc.constantFrom('Hawk', 'hawk', 'HAWK', 'hAwK'),
    fc.constantFrom('Haw', 'Bearer', 'Haw\u212a', 'Hawk2', ''),
    30,
  ),
  gap: mostly(fc.constant(' '), fc.constantFrom('  ', '\t', '\u00a0', '\n', '\r\n ', '', ' ,'), 20),
  separator: mostly(
    fc.constant(', '),
    fc.constantFrom(',', ' , ', '\t,\u00a0', ',  ', ' ', ';', ',,', ',\n', '\u2003,\ufeff'),
    20,
  ),
  end: mostly(
    fc.constant(''),
    fc.constantFrom(',', ' ', ' ,  ', '\t', '\n', ',,', 'x', ', x="1"', ', id="x"'),
    20,
  ),
  // Half of them as nearly all clients write them.
  order: mostly(
    fc.constant([0, 1, 2, 3, 4, 5, 6, 7]),
    fc.array(fc.nat({ max: 99 }), { minLength: 8, maxLength: 8 }),
    1,
  ),
})

/** Writes attributes down in a style. */
export function writeHeader(attributes: Record<string, string | undefined>, style: HeaderStyle): string {
  const pairs = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value], index) => ({ text: `${name}="${String(value)}"`, place: style.order[index] ?? 0 }))
    .sort((left, right) => left.place - right.place)
  return style.scheme + style.gap + pairs.map(({ text }) => text).join(style.separator) + style.end
}

/** What happens to a header on its way: for each accident so many times nothing. */
export function accidents(weight: number): fc.Arbitrary<(header: string) => string> {
  return mostly(
    fc.constant((header: string) => header),
    edits.map((change) => (header: string) => edit(header, change)),
    weight,
  )
}

/** Headers that are hardly ever sound, but are made of the same stuff. */
export const wildHeaders = fc.oneof(
  anyText,
  anyText.map((text) => `Hawk ${text}`),
  fc
    .record({
      style: headerStyles,
      pairs: fc.array(
        fc.tuple(
          mostly(
            fc.constantFrom('id', 'ts', 'nonce', 'hash', 'ext', 'mac', 'app', 'dlg'),
            fc.oneof(words, fc.constantFrom('ID', 'tsm', 'error', '__proto__', '')),
          ),
          mostly(attributeValues, fc.oneof(anyText, fc.constant('')), 20),
        ),
        { maxLength: 6 },
      ),
      accident: accidents(10),
    })
    .map(({ style, pairs, accident }) => {
      const { scheme, gap, separator, end } = style
      return accident(scheme + gap + pairs.map(([name, value]) => `${name}="${value}"`).join(separator) + end)
    }),
)
