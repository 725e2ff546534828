import type { NonceUse } from '@hawk-auth/core'

/** What may stand in a header and must be taken for what it is. No two are equal. */
export function oddTexts(): string[] {
  return [
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'then'],
    ...['*', '?', '%', '_', '{}', '[a-z]*', '{tag}', '$where', '-1', '0', 'null', 'undefined', 'true'],
    ...["' OR 1=1 --", "'; DROP TABLE nonces; --", '${1+1}', '#{1}', '%00', '%s%n', '../..', '<b>', '&amp;'],
    ...[' ', '  ', ' x', 'x ', 'x', 'X', 'x:', ':x', 'x|', '|x'],
    ...['a'.repeat(4000), 'a'.repeat(3999), `${'a'.repeat(3999)}b`],
  ]
}

const SEPARATORS = [':', '|', ',', ';', '/', '.', '-', '_', '~', '#', ' ', '+', '=', '&']

/** Uses of which no two are the same, though a careless key makes them so. */
export function distinctUses(use: NonceUse): NonceUse[] {
  const differing = [
    {},
    { id: 'Alice' },
    { id: 'alice ' },
    { id: 'bob' },
    { ts: `0${use.ts}` },
    { ts: '1795392001' },
    { nonce: 'Nonce' },
    { nonce: 'nonce ' },
    // Joined without a separator these are equal.
    { id: 'a', ts: '11', nonce: 'b' },
    { id: 'a1', ts: '1', nonce: 'b' },
    { id: 'a', ts: '1', nonce: '1b' },
    ...SEPARATORS.flatMap((separator) => [
      { id: 'a', ts: '1', nonce: `1${separator}b` },
      { id: `a${separator}1`, ts: '1', nonce: 'b' },
    ]),
  ]
  return differing.map((difference) => ({ ...use, ...difference }))
}
