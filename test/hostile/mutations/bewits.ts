import { createBewit } from '@hawk-auth/core'
import fc from 'fast-check'
import { mutation, replaceField } from '../mutation.js'
import type { Mutation, Traits } from '../mutation.js'
import { AUTHORITY, clock } from '../plan.js'
import type { Draft } from '../draft.js'
import { HONEST, NEVER_ADMITTED, STRANGER } from '../senders.js'

const refused: Traits = {
  grade: 'head',
  parts: ['method', 'target', 'authorization', 'body', 'framing'],
  statuses: [400, 401, 403],
}

const ORIGIN = `http://${AUTHORITY.host}:${AUTHORITY.port}`

interface Link {
  credentials: typeof STRANGER
  ttlSeconds: number
  /** What becomes of the bewit before it is put into the query. */
  spoil: (bewit: string, target: string) => string
  /** Whether the header stays beside it. */
  keepsHeader: boolean
  method: string
}

/** A link that should give access, but for one thing. */
function link({
  credentials,
  ttlSeconds,
  spoil,
  keepsHeader,
  method,
}: Link): Pick<Mutation, 'plan' | 'draft'> {
  return {
    plan: (plan) => ({ ...plan, method, body: undefined, contentType: undefined, chunkBytes: undefined }),
    draft: (draft) => {
      const bewit = createBewit({ url: ORIGIN + draft.target, credentials, ttlSeconds, clock })
      const linked: Draft = { ...draft, target: spoil(bewit, draft.target) }
      return keepsHeader ? linked : replaceField(linked, 'Authorization', () => [])
    },
  }
}

function linked(target: string, parameter: string): string {
  return `${target}${target.includes('?') ? '&' : '?'}${parameter}`
}

const GOOD = {
  credentials: HONEST.alice,
  ttlSeconds: 60,
  spoil: (bewit: string, target: string) => linked(target, `bewit=${bewit}`),
  keepsHeader: false,
  method: 'GET',
}

/** Changes what a bewit says, and writes it again. */
function respelt(change: (text: string) => string): (bewit: string) => string {
  return (bewit) =>
    Buffer.from(change(Buffer.from(bewit, 'base64url').toString('latin1')), 'latin1').toString('base64url')
}

const spoilt = mutation(
  'a bewit that is spoilt',
  refused,
  fc.constantFrom<(bewit: string) => string>(
    () => '',
    () => '=',
    () => '%00',
    () => 'x'.repeat(5000),
    () => '\\\\\\',
    (bewit) => `${bewit}=`,
    (bewit) => `${bewit}&bewit=${bewit}`,
    (bewit) => `${bewit}&`,
    (bewit) => `&bewit=${bewit}`,
    (bewit) => bewit.slice(0, -6),
    (bewit) => `${bewit}AAAA`,
    (bewit) => `${bewit}%0a`,
    (bewit) => `${bewit}&admin=1`,
    respelt((text) => text.replace('alice', 'bob')),
    respelt((text) => text.replace('alice', '')),
    respelt((text) => text.replace('alice', 'al\0ice')),
    respelt((text) => text.replace(/\\\d+/, '\\never')),
    respelt((text) => text.replace(/\\\d+/, '\\999999999999999')),
    respelt((text) => text.replace(/\\\d+/, '\\1')),
    respelt((text) => text.replaceAll('\\', '\n')),
    respelt((text) => `${text}\\x`),
    respelt((text) => `${text}ext`),
  ),
  (spoil) => link({ ...GOOD, spoil: (bewit, target) => linked(target, `bewit=${spoil(bewit)}`) }),
)

const otherPlaces = mutation(
  'a bewit that is not in the query',
  // Where a framework routes before it guards, what has no route is 404.
  { ...refused, statuses: [400, 401, 404] },
  fc.constantFrom<Link['spoil']>(
    (bewit, target) => target.replace('run', `run&bewit=${bewit}`),
    (bewit, target) => target.replace('run', `run;bewit=${bewit}`),
    (bewit, target) => `${target}#bewit=${bewit}`,
    (bewit, target) => linked(target, `BEWIT=${bewit}`),
    (bewit, target) => linked(target, `%62ewit=${bewit}`),
  ),
  (spoil) => link({ ...GOOD, spoil }),
)

const otherRequests = mutation(
  'a bewit of something else',
  refused,
  fc.constantFrom<Partial<Link>>(
    { ttlSeconds: 100_000 },
    { keepsHeader: true },
    { credentials: STRANGER },
    { credentials: NEVER_ADMITTED.pending },
    { credentials: NEVER_ADMITTED.suspended },
    { credentials: NEVER_ADMITTED.expired },
    { credentials: { ...HONEST.alice, key: 'another key' } },
    { method: 'POST' },
    { method: 'DELETE' },
    { method: 'OPTIONS' },
  ),
  (change) => link({ ...GOOD, ...change }),
)

/** What may be wrong with a bewit. */
export const bewitMutations: fc.Arbitrary<Mutation>[] = [spoilt, otherPlaces, otherRequests]
