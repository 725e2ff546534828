import { LONGEST_ID } from './authorization-header-cases.js'
import type { HeaderCase } from './authorization-header-cases.js'

const format = { malformed: 'Bad header format' }
const syntax = { malformed: 'Invalid header syntax' }

/** Headers that break the grammar. */
export const malformedHeaders: readonly HeaderCase[] = [
  {
    name: '4097 characters',
    header: `Hawk id="${LONGEST_ID}a"`,
    reading: { malformed: 'Header length too long' },
  },
  { name: 'the scheme alone', header: 'Hawk', reading: syntax },
  { name: 'the scheme and a space', header: 'Hawk ', reading: syntax },
  { name: 'the scheme and white space', header: 'Hawk \t\r\n ', reading: syntax },
  { name: 'a leading space', header: ' Hawk id="1"', reading: syntax },
  { name: 'a leading byte order mark', header: '\ufeffHawk id="1"', reading: syntax },
  { name: 'a scheme beyond ASCII', header: 'Hawké id="1"', reading: syntax },
  { name: 'a Kelvin sign for the k', header: 'Haw\u212a id="1"', reading: syntax },
  { name: 'a comma behind the scheme', header: 'Hawk, id="1"', reading: syntax },
  { name: 'attributes that touch the scheme', header: 'Hawk"id="1"', reading: syntax },
  { name: 'no comma', header: 'Hawk id="1" ts="2"', reading: format },
  { name: 'no space and no comma', header: 'Hawk id="1"ts="2"', reading: format },
  { name: 'a semicolon for a comma', header: 'Hawk id="1"; ts="2"', reading: format },
  { name: 'two commas', header: 'Hawk id="1",, ts="2"', reading: format },
  { name: 'two commas with a space between', header: 'Hawk id="1", , ts="2"', reading: format },
  { name: 'a leading comma', header: 'Hawk , id="1"', reading: format },
  { name: 'two trailing commas', header: 'Hawk id="1",,', reading: format },
  { name: 'space before the equal sign', header: 'Hawk id ="1"', reading: format },
  { name: 'space behind the equal sign', header: 'Hawk id= "1"', reading: format },
  { name: 'no quotes', header: 'Hawk id=1', reading: format },
  { name: 'single quotes', header: "Hawk id='1'", reading: format },
  { name: 'no closing quote', header: 'Hawk id="1', reading: { malformed: 'Bad attribute value: id' } },
  { name: 'text behind the last value', header: 'Hawk id="1" x', reading: format },
  { name: 'a name alone', header: 'Hawk id', reading: format },
  { name: 'a token for attributes', header: `Hawk ${'a'.repeat(4000)}`, reading: format },
  { name: 'a hyphen in a name', header: 'Hawk x-id="1"', reading: format },
  { name: 'a line feed behind a comma', header: 'Hawk id="1",\nts="2"', reading: format },
  { name: 'a line feed at the end', header: 'Hawk id="1"\n', reading: format },
  { name: 'a carriage return at the end', header: 'Hawk id="1"\r', reading: format },
  { name: 'a line separator behind a comma', header: 'Hawk id="1",\u2028ts="2"', reading: format },
  { name: 'a name in upper case', header: 'Hawk ID="1"', reading: { malformed: 'Unknown attribute: ID' } },
  { name: 'realm', header: 'Hawk realm="1"', reading: { malformed: 'Unknown attribute: realm' } },
  {
    name: 'tsm, which only a challenge has',
    header: 'Hawk tsm="1"',
    reading: { malformed: 'Unknown attribute: tsm' },
  },
  {
    name: 'error, which only a challenge has',
    header: 'Hawk error="1"',
    reading: { malformed: 'Unknown attribute: error' },
  },
  { name: '__proto__', header: 'Hawk __proto__="1"', reading: { malformed: 'Unknown attribute: __proto__' } },
  {
    name: 'constructor',
    header: 'Hawk constructor="1"',
    reading: { malformed: 'Unknown attribute: constructor' },
  },
  {
    name: 'hasOwnProperty',
    header: 'Hawk hasOwnProperty="1"',
    reading: { malformed: 'Unknown attribute: hasOwnProperty' },
  },
  {
    name: 'a name that begins like another',
    header: 'Hawk idx="1"',
    reading: { malformed: 'Unknown attribute: idx' },
  },
  { name: 'an empty value', header: 'Hawk ext=""', reading: { malformed: 'Bad attribute value: ext' } },
  { name: 'a tab in a value', header: 'Hawk ext="a\tb"', reading: { malformed: 'Bad attribute value: ext' } },
  { name: 'NUL in a value', header: 'Hawk ext="a\0"', reading: { malformed: 'Bad attribute value: ext' } },
  { name: 'DEL in a value', header: 'Hawk ext="a\x7f"', reading: { malformed: 'Bad attribute value: ext' } },
  {
    name: 'a line feed in a value',
    header: 'Hawk ext="a\nb"',
    reading: { malformed: 'Bad attribute value: ext' },
  },
  {
    name: 'a letter beyond ASCII in a value',
    header: 'Hawk ext="é"',
    reading: { malformed: 'Bad attribute value: ext' },
  },
  {
    name: 'an escaped quote',
    header: 'Hawk ext="a\\"b"',
    reading: { malformed: 'Bad attribute value: ext' },
  },
  { name: 'a backslash', header: 'Hawk ext="a\\\\b"', reading: { malformed: 'Bad attribute value: ext' } },
  {
    name: 'an attribute twice',
    header: 'Hawk id="1", id="2"',
    reading: { malformed: 'Duplicate attribute: id' },
  },
  {
    name: 'an attribute twice, with one value',
    header: 'Hawk id="1", id="1"',
    reading: { malformed: 'Duplicate attribute: id' },
  },
  { name: 'a second header joined on', header: 'Hawk id="1", Hawk id="2"', reading: format },
]
