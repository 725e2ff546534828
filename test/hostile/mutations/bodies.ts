import fc from 'fast-check'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { addFields, mutation } from '../mutation.js'
import type { Mutation, Traits } from '../mutation.js'
import { MAX_PAYLOAD_BYTES, withBody } from '../plan.js'
import type { Plan } from '../plan.js'
import { smuggledRequest } from '../smuggled.js'

function refused(grade: 'head' | 'body' | 'odd', ...statuses: number[]): Traits {
  return { grade, parts: ['body', 'framing'], statuses }
}

/** Changes a plan whose body is not empty. */
function planned(change: (plan: Plan & { body: Buffer }) => Plan): Pick<Mutation, 'plan'> {
  return {
    plan: (plan) => {
      const full = withBody(plan)
      return change({ ...full, body: full.body ?? Buffer.alloc(0) })
    },
  }
}

const changedBodies = mutation(
  'another body than was signed',
  refused('body', 401),
  fc.constantFrom<(body: Buffer) => Uint8Array>(
    (body) => Buffer.concat([body, Buffer.from(' ')]),
    (body) => Buffer.concat([Buffer.from('\n'), body]),
    (body) => body.subarray(1),
    (body) => Buffer.concat([body, body]),
    (body) => body.map((byte, at) => (at === body.length - 1 ? byte ^ 1 : byte)),
  ),
  (change) =>
    planned((plan) => ({ ...plan, hashed: { body: plan.body }, body: Buffer.from(change(plan.body)) })),
)

const droppedBodies = mutation('a body that was left out', refused('body', 401), fc.boolean(), (hasLength) =>
  planned((plan) => ({
    ...plan,
    hashed: { body: plan.body },
    body: hasLength ? Buffer.alloc(0) : undefined,
  })),
)

const unsignedBodies = mutation(
  'a body that nobody signed',
  refused('body', 401),
  fc.constantFrom('none', 'empty'),
  (hash) =>
    planned((plan) =>
      hash === 'none'
        ? { ...plan, signed: { ...plan.signed, hash: undefined } }
        : { ...plan, hashed: { body: Buffer.alloc(0) } },
    ),
)

const swappedBodies = mutation(
  'a request smuggled in the place of its body',
  refused('body', 401),
  fc.boolean(),
  () => planned((plan) => ({ ...plan, hashed: { body: plan.body }, body: smuggledRequest(plan) })),
)

const wrongHashes = mutation(
  'a hash that is none',
  refused('body', 401),
  fc.constantFrom('x', '=', 'B0weSUXsMcb5UhL41FZbrUJCAotzSI3HawE1NPLRUz8=', 'A'.repeat(44), 'null'),
  (hash) => planned((plan) => ({ ...plan, signed: { ...plan.signed, hash } })),
)

const otherTypes = mutation(
  'another content type than was signed',
  refused('body', 401),
  fc.constantFrom('text/html', 'application/x-www-form-urlencoded', 'x'),
  (contentType) =>
    planned((plan) => ({ ...plan, contentType, hashed: { contentType: plan.contentType ?? 'text/plain' } })),
)

const charsets = mutation(
  'a charset that nobody signed',
  refused('head', 415),
  fc.constantFrom(
    'utf-7',
    'UTF-16',
    '"utf-16le"',
    'utf-8; charset=utf-7',
    'iso-2022-jp',
    'hz-gb-2312',
    'ibm037',
  ),
  (charset) => planned((plan) => ({ ...plan, contentType: `text/plain; charset=${charset}` })),
)

const declaredTooLarge = mutation(
  'a length that is too large',
  refused('head', 413),
  fc.constantFrom(MAX_PAYLOAD_BYTES + 1, 1_000_000, 2 ** 40, 2 ** 63),
  (length) => ({
    ...planned((plan) => ({ ...plan, chunkBytes: undefined })),
    draft: (draft) => ({
      ...draft,
      fields: draft.fields.map((field) =>
        field.name === 'Content-Length' ? { ...field, value: BigInt(length).toString() } : field,
      ),
    }),
  }),
)

const tooLarge = mutation(
  'a body that is too large',
  refused('body', 413),
  fc.record({
    length: fc.integer({ min: MAX_PAYLOAD_BYTES + 1, max: 20_000 }),
    chunkBytes: fc.constantFrom(undefined, 100, 4096, 30_000),
  }),
  ({ length, chunkBytes }) =>
    planned((plan) => ({ ...plan, chunkBytes, body: Buffer.alloc(length, 'large ') })),
)

/** Sends a body as if it were coded; what is hashed is what it should decode to. */
function coded(coding: string, code: (body: Buffer) => Buffer): Pick<Mutation, 'plan' | 'draft'> {
  return {
    ...planned((plan) => ({ ...plan, hashed: { body: plan.body }, body: code(plan.body) })),
    draft: (draft) => addFields(draft, { name: 'Content-Encoding', value: coding }),
  }
}

const codings = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
} as const satisfies Record<string, (body: Buffer) => Buffer>

const brokenCodings = mutation(
  'a body that does not decode',
  // 415 where a guard takes no coding off.
  refused('body', 400, 401, 415),
  fc.record({
    coding: fc.constantFrom('gzip' as const, 'deflate' as const, 'br' as const),
    spoil: fc.constantFrom<(bytes: Buffer, body: Buffer) => Buffer>(
      (bytes) => bytes.subarray(0, -1),
      (bytes) => bytes.subarray(0, 3),
      (bytes) => Buffer.concat([bytes, Buffer.from('GET / HTTP/1.1\r\n\r\n')]),
      (bytes) => Buffer.concat([bytes, Buffer.from([0xff])]),
      (bytes) => Buffer.concat([Buffer.from([0xff, 0xff]), bytes]),
      () => Buffer.alloc(200, 'garbage'),
      () => Buffer.from('0'),
    ),
  }),
  ({ coding, spoil }) => coded(coding, (body) => spoil(codings[coding](body), body)),
)

const foreignCodings = mutation(
  'a coding that nobody can take off',
  refused('head', 415),
  fc.constantFrom(
    'zstd',
    'compress',
    'gzip, gzip',
    'gzip,br',
    'identity, gzip',
    'x',
    'gzip;q=1',
    '*',
    '__proto__',
  ),
  (coding) => coded(coding, gzipSync),
)

/** Coded once: it takes long. */
const smallOfLarge = [MAX_PAYLOAD_BYTES + 1, 100_000, 1_000_000].flatMap((length) =>
  (['gzip', 'deflate', 'br'] as const).map((coding) => {
    const decoded = Buffer.alloc(length)
    return { coding, decoded, coded: codings[coding](decoded) }
  }),
)

const bombs = mutation(
  'a body that decodes to too much',
  refused('body', 413, 415),
  fc.constantFrom(...smallOfLarge),
  ({ coding, decoded, coded: bytes }) => ({
    ...planned((plan) => ({ ...plan, hashed: { body: decoded }, body: bytes })),
    draft: (draft) => addFields(draft, { name: 'Content-Encoding', value: coding }),
  }),
)

const smuggledInBodies = mutation(
  'a signed request in a body of its length',
  refused('odd'),
  fc.record({
    ahead: fc.constantFrom('', '\r\n', '0\r\n\r\n'),
    chunkBytes: fc.constantFrom(undefined, 5, 5000),
  }),
  ({ ahead, chunkBytes }) =>
    planned((plan) => ({
      ...plan,
      chunkBytes,
      body: Buffer.concat([Buffer.from(ahead), smuggledRequest(plan)]),
    })),
)

/** What may be wrong with a body that is framed as it should be. */
export const bodyMutations: fc.Arbitrary<Mutation>[] = [
  changedBodies,
  droppedBodies,
  unsignedBodies,
  swappedBodies,
  wrongHashes,
  otherTypes,
  charsets,
  declaredTooLarge,
  tooLarge,
  brokenCodings,
  foreignCodings,
  bombs,
  smuggledInBodies,
]
