import fc from 'fast-check'
import { addFields, mutation, replaceField } from '../mutation.js'
import type { Mutation } from '../mutation.js'
import type { Field } from '../draft.js'

const brokenFields = mutation(
  'a header that breaks the grammar',
  { grade: 'parser', parts: ['fields'], statuses: [] },
  fc.record({
    field: fc.constantFrom<Field>(
      { name: 'X', value: 'a\r\n folded' },
      { name: 'X', value: 'a\r\n\tfolded' },
      { name: 'X', value: '\r\n folded' },
      { name: ' X', value: 'folded' },
      { name: 'X', value: 'a\nY: b' },
      { name: 'X', value: 'a\rY: b' },
      { name: 'X', value: 'a\r b' },
      { name: 'X', value: 'a\r' },
      { name: 'X', value: 'a\0b' },
      { name: 'X', value: 'a\x01b' },
      { name: 'X', value: 'a\x7fb' },
      { name: 'X', value: 'a\x0bb' },
      { name: 'X\0', value: 'a' },
      { name: 'X', value: 'a', colon: '\t: ' },
      { name: 'X', value: 'a', colon: ' ' },
      { name: 'X@', value: 'a' },
      { name: 'X(', value: 'a' },
      { name: 'X\xe9', value: 'a' },
      { name: 'GET / HTTP/1.1', value: '', colon: '' },
      { name: 'X'.repeat(20_000), value: 'a' },
      { name: 'X', value: 'a'.repeat(20_000) },
    ),
    isLast: fc.boolean(),
  }),
  ({ field, isLast }) => ({
    draft: (draft) => {
      if (isLast) return addFields(draft, field)
      return replaceField(draft, 'User-Agent', (agent) => [agent, field])
    },
  }),
)

const foldedAuthorization = mutation(
  'a folded Authorization',
  { grade: 'parser', parts: ['fields', 'authorization'], statuses: [] },
  fc.constantFrom('\r\n ', '\r\n\t', '\n ', '\r '),
  (fold) => ({
    draft: (draft) =>
      replaceField(draft, 'Authorization', (field) => [{ ...field, value: field.value.replace(' ', fold) }]),
  }),
)

const unsureFields = mutation(
  'a header that only some parsers take',
  // 500 where an early parser of Node 20 takes it, and a server's `Headers` does not.
  { grade: 'unsure', parts: ['fields'], statuses: [401, 431, 500] },
  fc.constantFrom<Field>(
    { name: 'X', value: 'a', colon: ' : ' },
    { name: '', value: 'a' },
    { name: 'X Y', value: 'a' },
    { name: ':authority', value: 'evil.example' },
    { name: ':path', value: '/other/run' },
    { name: 'X', value: 'a', end: '\n' },
    { name: 'X', value: 'a\r\n\r\nGET /run HTTP/1.1\r\nHost: evil.example' },
    { name: 'X', value: 'a\n\nGET /run HTTP/1.1\r\nHost: evil.example' },
  ),
  (field) => ({ draft: (draft) => addFields(draft, field) }),
)

const unsureHeadEnds = mutation(
  'a head that ends in another way',
  { grade: 'unsure', parts: ['fields'], statuses: [401] },
  fc.constantFrom('\n', '\r\r\n', '\n\n'),
  (headEnd) => ({ draft: (draft) => ({ ...draft, headEnd }) }),
)

const oddFields = mutation(
  'headers that others may believe',
  { grade: 'odd', parts: ['fields'], statuses: [] },
  fc.constantFrom<Field[]>(
    [{ name: 'X-Forwarded-Host', value: 'evil.example' }],
    [{ name: 'X-Forwarded-Proto', value: 'https' }],
    [{ name: 'Forwarded', value: 'host=evil.example;proto=https' }],
    [{ name: 'X-HTTP-Method-Override', value: 'DELETE' }],
    [{ name: 'X-Original-URL', value: '/other/run' }],
    [{ name: 'X-Rewrite-URL', value: '/other/run' }],
    [{ name: 'Connection', value: 'close' }],
    [{ name: 'Connection', value: 'Authorization, Host' }],
    [{ name: 'Connection', value: 'keep-alive, close' }],
    [
      { name: 'Cookie', value: 'a=b' },
      { name: 'Cookie', value: 'c=d' },
    ],
    [{ name: '__proto__', value: 'x' }],
    [{ name: 'constructor', value: 'x' }],
    [{ name: 'X-High', value: '\x80\xff' }],
    [{ name: 'X-Encoded', value: '%0d%0aAuthorization:%20x' }],
    [{ name: 'If-None-Match', value: '*' }],
    [{ name: 'Range', value: 'bytes=0-0' }],
    [{ name: 'Accept-Encoding', value: 'gzip, br;q=0.1, *;q=0' }],
    [{ name: 'Accept', value: '*/*;q=\xff' }],
    [
      { name: 'Origin', value: 'null' },
      { name: 'Access-Control-Request-Method', value: 'GET' },
    ],
    Array.from({ length: 400 }, (_, number) => ({ name: `X-${number}`, value: '1' })),
  ),
  (fields) => ({ draft: (draft) => addFields(draft, ...fields) }),
)

const expectations = mutation(
  'an expectation',
  { grade: 'odd', parts: ['fields'], statuses: [417] },
  fc.constantFrom('100-continue', '100-Continue', '200-ok', 'x', '100-continue, x'),
  (value) => ({ draft: (draft) => addFields(draft, { name: 'Expect', value }) }),
)

const upgrades = mutation(
  'an upgrade',
  { grade: 'odd', parts: ['fields', 'upgrade'], statuses: [] },
  fc.constantFrom('websocket', 'h2c', 'TLS/1.3', 'HTTP/2.0'),
  (value) => ({
    draft: (draft) =>
      addFields(
        draft,
        { name: 'Connection', value: 'Upgrade, HTTP2-Settings' },
        { name: 'Upgrade', value },
        { name: 'HTTP2-Settings', value: 'AAMAAABkAAQAAP__' },
        { name: 'Sec-WebSocket-Key', value: 'dGhlIHNhbXBsZSBub25jZQ==' },
        { name: 'Sec-WebSocket-Version', value: '13' },
      ),
  }),
)

/** What may be wrong, or odd, with headers that no guard looks at. */
export const fieldMutations: fc.Arbitrary<Mutation>[] = [
  brokenFields,
  foldedAuthorization,
  unsureFields,
  unsureHeadEnds,
  oddFields,
  expectations,
  upgrades,
]
