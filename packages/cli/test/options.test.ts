import { describe, expect, test } from 'vitest'
import { durationMs } from '../src/options/duration.js'
import { escapeText, jsonOf } from '../src/output/escape.js'

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  ['0', 0],
  ['0h', 0],
  ['', null],
  ['24', null],
  ['1.5h', null],
  ['-1h', null],
  ['1 h', null],
  ['1y', null],
  ['1toString', null],
  ['1234567d', null],
])('the duration %j is %s ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms)
})

describe('escaping', () => {
  const ESCAPED = [
    ...range(0x00, 0x1f),
    ...range(0x7f, 0x9f),
    0x00ad,
    ...range(0x0600, 0x0605),
    0x061c,
    0x06dd,
    0x070f,
    0x0890,
    0x0891,
    0x08e2,
    0x180e,
    ...range(0x200b, 0x200f),
    ...range(0x2028, 0x202e),
    ...range(0x2060, 0x2064),
    ...range(0x2066, 0x206f),
    0xfeff,
    ...range(0xfff9, 0xfffb),
    0xd800,
    0xdfff,
  ]

  test('spells every control character, mark that nobody sees and half of a character, and nothing else', () => {
    const changed = range(0, 0xffff).filter(
      (code) => escapeText(String.fromCharCode(code)) !== String.fromCharCode(code),
    )
    const halves = range(0xd800, 0xdfff)
    expect(changed).toEqual([...new Set([...ESCAPED, ...halves])].sort((a, b) => a - b))
    expect(escapeText('a\x1b[31m\u202e😀')).toBe('a\\u001b[31m\\u202e😀')
    // Nobody sees a zero-width space, or a tag beyond 16 bits.
    expect(escapeText('exam\u200bple\u{e0041}')).toBe('exam\\u200bple\\udb40\\udc41')
  })

  test('leaves JSON that reads as the same value', () => {
    const value = { [String.fromCharCode(...ESCAPED)]: ['\n\r\t"\\', '\x7f\x9b\u202e', 1, null] }
    const json = jsonOf(value)
    expect(JSON.parse(json)).toEqual(value)
    expect(escapeText(json.replaceAll('\n', ''))).toBe(json.replaceAll('\n', ''))
  })
})

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
