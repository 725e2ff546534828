import fc from 'fast-check'
import { addFields, mutation } from '../mutation.js'
import type { Mutation, Traits } from '../mutation.js'
import { writeDraft } from '../draft.js'
import { AUTHORITY, withBody } from '../plan.js'

const fractions = fc.double({ min: 0, max: 1, noNaN: true })

const cutHeads = mutation(
  'a head that breaks off',
  { grade: 'cut', parts: ['behind', 'fields', 'version', 'before'], statuses: [] },
  fractions,
  (fraction) => ({ draft: (draft) => ({ ...draft, cut: { part: 'head', fraction } }) }),
)

const cutBodies = mutation(
  'a body that breaks off',
  { grade: 'cut', parts: ['behind', 'upgrade'], statuses: [] },
  fractions,
  (fraction) => ({ plan: withBody, draft: (draft) => ({ ...draft, cut: { part: 'body', fraction } }) }),
)

/** Behind a message that is the last of its connection, Node takes a further one for an error. */
const PIPELINED: Traits = { grade: 'odd', parts: ['behind', 'version', 'fields', 'upgrade'], statuses: [] }

const AUTHORITY_LINE = `Host: ${AUTHORITY.host}:${AUTHORITY.port}\r\n`

const requestsOfNobody = fc.constantFrom(
  `GET /run HTTP/1.1\r\n${AUTHORITY_LINE}\r\n`,
  `POST /run HTTP/1.1\r\n${AUTHORITY_LINE}Content-Length: 4\r\n\r\nbody`,
  `GET /run HTTP/1.1\r\n${AUTHORITY_LINE}Authorization: Bearer x\r\n\r\n`,
)

const again = mutation(
  // Whichever comes to the replay cache first.
  'the same once more, pipelined',
  { ...PIPELINED, statuses: [401] },
  fc.integer({ min: 1, max: 5 }),
  (times) => ({
    draft: (draft) => ({ ...draft, behind: Buffer.concat(Array<Buffer>(times).fill(writeDraft(draft))) }),
  }),
)

const unsigned = mutation('a request of nobody, pipelined', PIPELINED, requestsOfNobody, (text) => ({
  draft: (draft) => ({ ...draft, behind: Buffer.from(text) }),
}))

const behindTheLast = mutation(
  'a request of nobody behind the last of its connection',
  { ...PIPELINED, grade: 'unsure', statuses: [401] },
  fc.record({
    text: requestsOfNobody,
    version: fc.constantFrom(' HTTP/1.1', ' HTTP/1.0', ' HTTP/0.9', ' HTTP/2.0'),
    connection: fc.constantFrom('close', 'Close, x'),
  }),
  ({ text, version, connection }) => ({
    draft: (draft) => ({
      ...addFields(draft, { name: 'Connection', value: connection }),
      version,
      behind: Buffer.from(text),
    }),
  }),
)

const junkBehind = mutation(
  'junk behind it',
  { grade: 'unsure', parts: ['behind'], statuses: [] },
  fc.oneof(
    fc.constantFrom(
      '\r\n\r\n',
      '\0',
      'GET /run',
      'GET /run HTTP/1.1\r\n',
      '0\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ),
    fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 100 }),
  ),
  (text) => ({ draft: (draft) => ({ ...draft, behind: Buffer.from(text, 'latin1') }) }),
)

/** What may be wrong with where a request ends, and with what comes behind it. */
export const endingMutations: fc.Arbitrary<Mutation>[] = [
  cutHeads,
  cutBodies,
  again,
  unsigned,
  behindTheLast,
  junkBehind,
]
