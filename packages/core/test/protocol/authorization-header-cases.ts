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
/** An id that makes a header of 4096 characters, if it is all there is. */
export const LONGEST_ID = 'a'.repeat(MAX - 'Hawk id=""'.length)

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
  {
    name: 'commas and equal signs within a value',
    header: 'Hawk ext="a=b, ts=c"',
    reading: { ext: 'a=b, ts=c' },
  },
  { name: 'single quotes within a value', header: `Hawk ext="it's"`, reading: { ext: "it's" } },
  {
    name: 'a value that is the name of a property',
    header: 'Hawk id="__proto__"',
    reading: { id: '__proto__' },
  },
  {
    name: 'a ts that is no number (the verifier looks at it)',
    header: 'Hawk ts="abc"',
    reading: { ts: 'abc' },
  },
  { name: 'a header of 4096 characters', header: `Hawk id="${LONGEST_ID}"`, reading: { id: LONGEST_ID } },
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
