/** One header and what reading it comes to. */
export interface HeaderCase {
  readonly name: string
  readonly header: string | undefined
  /** The attributes of an accepted header, `absent`, or the text of the refusal. */
  readonly reading: Readonly<Record<string, string>> | 'absent' | { readonly malformed: string }
  /** The status of the reference where it refuses with another one than ours (absent: 401, malformed: 400). */
  readonly referenceStatus?: 400 | 401
}

const MAX = 4096
const FULL =
  'Hawk id="dh37fgj492je", ts="1353832234", nonce="j4h3g2", hash="Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=", ' +
  'ext="some-app-ext-data", mac="aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=", app="my-app", dlg="my-authority"'
const FULL_ATTRIBUTES = {
  id: 'dh37fgj492je',
  ts: '1353832234',
  nonce: 'j4h3g2',
  hash: 'Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=',
  ext: 'some-app-ext-data',
  mac: 'aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=',
  app: 'my-app',
  dlg: 'my-authority',
}
/** Every character that a value may hold. */
const ALPHABET = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index))
  .filter((character) => character !== '"' && character !== '\\')
  .join('')
const AB = { id: '1', ts: '2' }
const LONGEST = 'a'.repeat(MAX - 'Hawk id=""'.length)

const format = { malformed: 'Bad header format' }
const syntax = { malformed: 'Invalid header syntax' }

/** Headers that are read. */
export const acceptedHeaders: readonly HeaderCase[] = [
  { name: 'every attribute', header: FULL, reading: FULL_ATTRIBUTES },
  { name: 'another order', header: 'Hawk ts="2", id="1"', reading: AB },
  { name: 'one attribute', header: 'Hawk id="1"', reading: { id: '1' } },
  { name: 'a scheme in upper case', header: 'HAWK id="1"', reading: { id: '1' } },
  { name: 'a scheme in mixed case', header: 'hAwK id="1"', reading: { id: '1' } },
  { name: 'no space around the comma', header: 'Hawk id="1",ts="2"', reading: AB },
  { name: 'space before the comma', header: 'Hawk id="1" ,ts="2"', reading: AB },
  { name: 'spaces on both sides of the comma', header: 'Hawk id="1"   ,   ts="2"', reading: AB },
  { name: 'tabs around the comma', header: 'Hawk id="1"\t,\tts="2"', reading: AB },
  { name: 'a no-break space behind the comma', header: 'Hawk id="1",\u00a0ts="2"', reading: AB },
  { name: 'many spaces behind the scheme', header: 'Hawk     id="1"', reading: { id: '1' } },
  { name: 'a tab behind the scheme', header: 'Hawk\tid="1"', reading: { id: '1' } },
  { name: 'a no-break space behind the scheme', header: 'Hawk\u00a0id="1"', reading: { id: '1' } },
  { name: 'a line feed behind the scheme', header: 'Hawk\nid="1"', reading: { id: '1' } },
  { name: 'CR LF and space behind the scheme', header: 'Hawk\r\n id="1"', reading: { id: '1' } },
  { name: 'a trailing comma', header: 'Hawk id="1", ts="2",', reading: AB },
  { name: 'a trailing comma and spaces', header: 'Hawk id="1", ts="2" ,  ', reading: AB },
  { name: 'trailing spaces', header: 'Hawk id="1", ts="2"  ', reading: AB },
  { name: 'the whole alphabet of a value', header: `Hawk ext="${ALPHABET}"`, reading: { ext: ALPHABET } },
  { name: 'a value of one space', header: 'Hawk ext=" "', reading: { ext: ' ' } },
  { name: 'commas and equal signs within a value', header: 'Hawk ext="a=b, ts=c"', reading: { ext: 'a=b, ts=c' } },
  { name: 'single quotes within a value', header: `Hawk ext="it's"`, reading: { ext: "it's" } },
  { name: 'a value that is the name of a property', header: 'Hawk id="__proto__"', reading: { id: '__proto__' } },
  { name: 'a ts that is no number (the verifier looks at it)', header: 'Hawk ts="abc"', reading: { ts: 'abc' } },
  { name: 'a header of 4096 characters', header: `Hawk id="${LONGEST}"`, reading: { id: LONGEST } },
]

/** Headers that are none, or of another scheme. */
export const absentHeaders: readonly HeaderCase[] = [
  { name: 'no header', header: undefined, reading: 'absent' },
  { name: 'an empty header', header: '', reading: 'absent' },
  { name: 'Basic', header: 'Basic dXNlcjpwYXNz', reading: 'absent' },
  { name: 'Bearer with a token', header: 'Bearer mF_9.B5f-4.1JqM', reading: 'absent' },
  { name: 'Bearer alone', header: 'Bearer', reading: 'absent' },
  { name: 'a scheme that begins with Hawk', header: 'Hawkish id="1"', reading: 'absent' },
  { name: 'a scheme that Hawk begins with', header: 'Haw id="1"', reading: 'absent' },
  { name: 'Hawk with a hyphen and more', header: 'Hawk-2 id="1"', reading: 'absent', referenceStatus: 400 },
  { name: 'a scheme with hyphens', header: 'AWS4-HMAC-SHA256 a=b', reading: 'absent', referenceStatus: 400 },
  {
    name: 'another scheme, longer than a Hawk header may be',
    header: `Bearer ${'a'.repeat(MAX)}`,
    reading: 'absent',
    referenceStatus: 400,
  },
]

/** Headers that break the grammar. */
export const malformedHeaders: readonly HeaderCase[] = [
  { name: '4097 characters', header: `Hawk id="${LONGEST}a"`, reading: { malformed: 'Header length too long' } },
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
  { name: 'tsm, which only a challenge has', header: 'Hawk tsm="1"', reading: { malformed: 'Unknown attribute: tsm' } },
  { name: 'error, which only a challenge has', header: 'Hawk error="1"', reading: { malformed: 'Unknown attribute: error' } },
  { name: '__proto__', header: 'Hawk __proto__="1"', reading: { malformed: 'Unknown attribute: __proto__' } },
  { name: 'constructor', header: 'Hawk constructor="1"', reading: { malformed: 'Unknown attribute: constructor' } },
  { name: 'hasOwnProperty', header: 'Hawk hasOwnProperty="1"', reading: { malformed: 'Unknown attribute: hasOwnProperty' } },
  { name: 'a name that begins like another', header: 'Hawk idx="1"', reading: { malformed: 'Unknown attribute: idx' } },
  { name: 'an empty value', header: 'Hawk ext=""', reading: { malformed: 'Bad attribute value: ext' } },
  { name: 'a tab in a value', header: 'Hawk ext="a\tb"', reading: { malformed: 'Bad attribute value: ext' } },
  { name: 'NUL in a value', header: 'Hawk ext="a\0"', reading: { malformed: 'Bad attribute value: ext' } },
  { name: 'DEL in a value', header: 'Hawk ext="a\x7f"', reading: { malformed: 'Bad attribute value: ext' } },
  { name: 'a line feed in a value', header: 'Hawk ext="a\nb"', reading: { malformed: 'Bad attribute value: ext' } },
  { name: 'a letter beyond ASCII in a value', header: 'Hawk ext="é"', reading: { malformed: 'Bad attribute value: ext' } },
  { name: 'an escaped quote', header: 'Hawk ext="a\\"b"', reading: { malformed: 'Bad attribute value: ext' } },
  { name: 'a backslash', header: 'Hawk ext="a\\\\b"', reading: { malformed: 'Bad attribute value: ext' } },
  { name: 'an attribute twice', header: 'Hawk id="1", id="2"', reading: { malformed: 'Duplicate attribute: id' } },
  { name: 'an attribute twice, with one value', header: 'Hawk id="1", id="1"', reading: { malformed: 'Duplicate attribute: id' } },
  { name: 'a second header joined on', header: 'Hawk id="1", Hawk id="2"', reading: format },
]
