import fc from 'fast-check'

/** A body, as text or bytes. */
export const payloads = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.uint8Array({ maxLength: 60 }),
  fc.constantFrom('', '{"a":1}', 'Thank you for flying Hawk', 'Grüße 🌍', 'a\r\nb\0'),
)

/** A Content-Type header, or none. */
export const contentTypes = fc.constantFrom(
  undefined,
  '',
  'text/plain',
  'Text/Plain; charset=utf-8',
  ' application/json ; charset="utf-8"',
  'multipart/form-data; boundary=----x',
  'a/b,c/d',
  ';x',
)
