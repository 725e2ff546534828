import fc from 'fast-check'
import { addFields, mutation, unframed } from '../mutation.js'
import type { Mutation, Traits } from '../mutation.js'
import { inChunks, LAST_CHUNK } from '../draft.js'
import { withBody } from '../plan.js'
import type { Draft, Field } from '../draft.js'
import type { Plan } from '../plan.js'
import { smuggledRequest } from '../smuggled.js'

/** Framings that Node must refuse; nothing may make it take the message for one without a body. */
const BY_PARSER: Traits = {
  grade: 'parser',
  parts: ['body', 'framing', 'behind', 'upgrade'],
  statuses: [400, 401, 413],
}

/** Lays a body that is not empty out in another way: its framing, its bytes, and what is behind them. */
function framed(
  lay: (body: Buffer, plan: Plan) => { fields: Field[]; body: Buffer; behind?: Buffer },
): Pick<Mutation, 'plan' | 'draft'> {
  return {
    plan: withBody,
    draft: (draft, plan) => {
      const { fields, body, behind = Buffer.alloc(0) } = lay(plan.body ?? Buffer.alloc(0), plan)
      return { ...addFields(unframed(draft), ...fields), body, behind }
    },
  }
}

const length = (value: string | number, name = 'Content-Length'): Field => ({ name, value: String(value) })
const coding = (value: string, name = 'Transfer-Encoding'): Field => ({ name, value })
const NO_END = Buffer.alloc(0)

const lengthAndChunks = mutation(
  'Content-Length and Transfer-Encoding, with a request behind one of the two ends',
  BY_PARSER,
  fc.record({
    ends: fc.constantFrom('by length', 'by chunks'),
    isLengthFirst: fc.boolean(),
    lengthName: fc.constantFrom('Content-Length', 'content-length', 'CONTENT-LENGTH'),
    codingName: fc.constantFrom('Transfer-Encoding', 'transfer-encoding'),
  }),
  ({ ends, isLengthFirst, lengthName, codingName }) =>
    framed((body, plan) => {
      const smuggled = smuggledRequest(plan)
      const bytes =
        ends === 'by chunks' ? inChunks(body, body.length) : inChunks(Buffer.concat([body, smuggled]), 5000)
      const declared = ends === 'by chunks' ? bytes.length + smuggled.length : bytes.length - smuggled.length
      const both = [length(declared, lengthName), coding('chunked', codingName)]
      return {
        fields: isLengthFirst ? both : both.reverse(),
        body: bytes,
        behind: ends === 'by chunks' ? smuggled : NO_END,
      }
    }),
)

const twoLengths = mutation(
  'two lengths, with a request behind the shorter',
  BY_PARSER,
  fc.record({
    kind: fc.constantFrom('same', 'differing', 'list', 'list of same'),
    isShortFirst: fc.boolean(),
  }),
  ({ kind, isShortFirst }) =>
    framed((body, plan) => {
      const smuggled = smuggledRequest(plan)
      const long = kind === 'same' || kind === 'list of same' ? body.length : body.length + smuggled.length
      const values = isShortFirst ? [body.length, long] : [long, body.length]
      const isList = kind.startsWith('list')
      return {
        fields: isList ? [length(values.join(', '))] : values.map((value) => length(value)),
        body,
        behind: smuggled,
      }
    }),
)

const lengthsOfNoNumber = mutation(
  'a length that is no number',
  BY_PARSER,
  fc.constantFrom<(value: number) => string>(
    (value) => `+${value}`,
    (value) => `-${value}`,
    (value) => `0x${value.toString(16)}`,
    (value) => `${value} ${value}`,
    (value) => `${value};`,
    (value) => `${value}.0`,
    (value) => `"${value}"`,
    (value) => `${value}_0`,
    (value) => `\x0b${value}`,
    (value) => `\xa0${value}`,
    (value) => String(2n ** 64n + BigInt(value)),
    () => '',
    () => 'NaN',
    () => '1e1',
    () => '9'.repeat(40),
  ),
  (write) =>
    framed((body, plan) => ({ fields: [length(write(body.length))], body, behind: smuggledRequest(plan) })),
)

const obscuredChunks = mutation(
  'chunks under a name that another parser may read',
  BY_PARSER,
  fc.constantFrom<Field>(
    coding('xchunked'),
    coding('chunkedx'),
    coding('chunk'),
    coding('chu nked'),
    coding('identity'),
    coding('gzip'),
    coding('"chunked"'),
    coding('chunked;q=1'),
    coding('chunked, identity'),
    coding('chunked, gzip'),
    coding('chunked, chunked'),
    coding('chunked,'),
    coding('\x0bchunked'),
    coding('chunked\xff'),
    coding('chunked\0'),
    coding('\r\n chunked'),
    coding('chunked\r\nTransfer-Encoding: chunked'),
    coding('chunked\r\nTransfer-Encoding: identity'),
    coding('chunked\r\nTransfer-Encoding: x'),
    { ...coding('chunked'), colon: '\t: ' },
  ),
  (field) =>
    framed((body, plan) => ({ fields: [field], body: inChunks(body, 5000), behind: smuggledRequest(plan) })),
)

const namesOfNoFraming = mutation(
  'a framing whose name is another',
  // Without a framing there is no body, but the hash says that there was one; what follows is no request.
  BY_PARSER,
  fc.constantFrom('Transfer_Encoding', 'Transfer-Encodin', 'X-Transfer-Encoding', 'TransferEncoding'),
  (name) => framed((body) => ({ fields: [coding('chunked', name)], body: inChunks(body, 5000) })),
)

const brokenChunks = mutation(
  'chunks that break the grammar, with a request behind them',
  BY_PARSER,
  fc.constantFrom<(size: string, data: string) => string>(
    (size, data) => `g${size}\r\n${data}\r\n`,
    (size, data) => `-${size}\r\n${data}\r\n`,
    (size, data) => `+${size}\r\n${data}\r\n`,
    (size, data) => `0x${size}\r\n${data}\r\n`,
    (size, data) => ` ${size}\r\n${data}\r\n`,
    (size, data) => `${size} \r\n${data}\r\n`,
    (size, data) => `${size}.0\r\n${data}\r\n`,
    (_size, data) => `\r\n${data}\r\n`,
    (_size, data) => `${'f'.repeat(18)}\r\n${data}\r\n`,
    (size, data) => `1${size.padStart(16, '0')}\r\n${data}\r\n`,
    (size, data) => `${size};\r\n${data}\r\n`,
    (size, data) => `${size};a=\0\r\n${data}\r\n`,
    (size, data) => `${size};a\n${data}\r\n`,
    (size, data) => `${size};a\rb\r\n${data}\r\n`,
    (size, data) => `${size} ;a\r\n${data}\r\n`,
    (size, data) => `${size};${'a'.repeat(20_000)}\r\n${data}\r\n`,
    (size, data) => `${size}\n${data}\r\n`,
    (size, data) => `${size}\r${data}\r\n`,
    (size, data) => `${size}\r\n${data}\n`,
    (size, data) => `${size}\r\n${data}`,
    (size, data) => `${size}\r\n${data}XX\r\n`,
    (size, data) => `${size}\r\n${data.slice(1)}\r\n`,
  ),
  (write) =>
    framed((body, plan) => ({
      fields: [coding('chunked')],
      body: Buffer.concat([
        Buffer.from(write(body.length.toString(16), body.toString('latin1')), 'latin1'),
        LAST_CHUNK,
      ]),
      behind: smuggledRequest(plan),
    })),
)

const brokenTrailers = mutation(
  'trailers that break the grammar, with a request behind them',
  BY_PARSER,
  fc.constantFrom('X 1\r\n', 'X: a\0b\r\n', 'X@: 1\r\n', 'Transfer-Encoding: chunked\r\n'),
  (trailer) =>
    framed((body, plan) => ({
      fields: [coding('chunked')],
      body: Buffer.concat([inChunks(body, 5000).subarray(0, -2), Buffer.from(`${trailer}\r\n`)]),
      behind: smuggledRequest(plan),
    })),
)

const unsureChunks = mutation(
  'chunks that only some parsers take',
  { ...BY_PARSER, grade: 'unsure' },
  fc.constantFrom('0\r\n\n', '0\n\n', '0\r\nContent-Length: 9\r\n\r\n', '0\r\nX : 1\r\n\r\n'),
  (end) =>
    framed((body) => ({
      fields: [coding('chunked')],
      body: Buffer.concat([inChunks(body, 5000).subarray(0, -LAST_CHUNK.length), Buffer.from(end)]),
    })),
)

const oddChunks = mutation(
  'chunks as they are seldom written',
  { grade: 'odd', parts: ['body', 'framing'], statuses: [] },
  fc.record({
    value: fc.constantFrom(
      'chunked',
      'CHUNKED',
      'gzip, chunked',
      'identity, chunked',
      ',chunked',
      '\tchunked',
    ),
    extension: fc.constantFrom('', ';a', ';a=b', ';a="b;c"'),
    zeros: fc.constantFrom('', '000'),
    trailer: fc.constantFrom(
      '',
      'X-Trailer: 1\r\n',
      'Authorization: Hawk id="x"\r\n',
      'Host: evil.example\r\n',
    ),
  }),
  ({ value, extension, zeros, trailer }) =>
    framed((body) => ({
      fields: [coding(value)],
      body: Buffer.concat([
        Buffer.from(`${zeros}${body.length.toString(16)}${extension}\r\n`),
        body,
        Buffer.from(`\r\n0${zeros}\r\n${trailer}\r\n`),
      ]),
    })),
)

const tooMuch = mutation(
  'more than its length',
  BY_PARSER,
  fc.record({
    kept: fc.double({ min: 0, max: 0.99, noNaN: true }),
    rest: fc.constantFrom('junk', '\0', 'GET', '\r\n'),
  }),
  ({ kept, rest }) =>
    framed((body) => ({
      fields: [length(Math.floor(body.length * kept))],
      body,
      // What the length leaves over must not be the beginning of a request, nor its empty lines alone.
      behind: Buffer.from(`${rest}\0 no request\r\n\r\n`),
    })),
)

const hiddenFramings = mutation(
  'a framing behind more headers than Node hands on',
  { grade: 'body', parts: ['body', 'framing', 'fields', 'behind'], statuses: [400, 401, 431] },
  fc.record({ isChunked: fc.boolean(), hash: fc.constantFrom('none', 'empty') }),
  ({ isChunked, hash }) => ({
    plan: (plan) => ({
      ...withBody(plan),
      chunkBytes: isChunked ? 5000 : undefined,
      ...(hash === 'none'
        ? { signed: { ...plan.signed, hash: undefined } }
        : { hashed: { body: Buffer.alloc(0) } }),
    }),
    draft: (draft: Draft) => {
      const names = ['Content-Length', 'Transfer-Encoding']
      const hidden = draft.fields.filter(({ name }) => names.includes(name))
      const junk = Array.from({ length: 1100 }, () => ({ name: 'a', value: '', colon: ':' }))
      return addFields(unframed(draft), ...junk, ...hidden)
    },
  }),
)

const tooLittle = mutation(
  'less than its length, of which the rest is a request',
  { grade: 'cut', parts: ['body', 'framing', 'behind', 'upgrade'], statuses: [] },
  fc.record({ more: fc.integer({ min: 1, max: 500 }), isChunked: fc.boolean() }),
  ({ more, isChunked }) =>
    framed((body, plan) => {
      const sent = Buffer.concat([body, smuggledRequest(plan)])
      const declared = sent.length + more
      return isChunked
        ? {
            fields: [coding('chunked')],
            body: Buffer.concat([Buffer.from(`${declared.toString(16)}\r\n`), sent]),
          }
        : { fields: [length(declared)], body: sent }
    }),
)

const openChunks = mutation(
  'chunks without the last',
  { grade: 'cut', parts: ['body', 'framing', 'behind', 'upgrade'], statuses: [] },
  fc.constantFrom('', '0', '0\r\n', '0\r\n\r', '0\r\nX: 1\r\n', 'f', '5\r\nab'),
  (end) =>
    framed((body) => ({
      fields: [coding('chunked')],
      body: Buffer.concat([inChunks(body, 100).subarray(0, -LAST_CHUNK.length), Buffer.from(end)]),
    })),
)

/** What may be wrong, or odd, with how a body is framed, and where others would see its end. */
export const framingMutations: fc.Arbitrary<Mutation>[] = [
  lengthAndChunks,
  twoLengths,
  lengthsOfNoNumber,
  obscuredChunks,
  namesOfNoFraming,
  brokenChunks,
  brokenTrailers,
  unsureChunks,
  oddChunks,
  tooMuch,
  hiddenFramings,
  tooLittle,
  openChunks,
]
