import fc from 'fast-check'
import { mutation, replaceField } from '../mutation.js'
import type { Mutation, Traits } from '../mutation.js'
import { clock, USED_NONCES } from '../plan.js'
import type { Plan } from '../plan.js'
import { NEVER_ADMITTED, STRANGER } from '../senders.js'

function refusedWith(...statuses: number[]): Traits {
  return { grade: 'head', parts: ['authorization'], statuses }
}

const nowSeconds = clock() / 1000
const nothing = fc.constant(undefined)

/** Puts something in the place of the header's value. */
function rewrite(change: (value: string) => string): Pick<Mutation, 'draft'> {
  return {
    draft: (draft) =>
      replaceField(draft, 'Authorization', (field) => [{ ...field, value: change(field.value) }]),
  }
}

/** Signs something else than what would be right. */
function signing(signed: Plan['signed']): Pick<Mutation, 'plan'> {
  return { plan: (plan) => ({ ...plan, signed: { ...plan.signed, ...signed } }) }
}

function withAttribute(value: string, name: string, change: (attribute: string) => string): string {
  return value.replace(new RegExp(`(?<= )${name}="[^"]*"`), change)
}

const otherMacs = mutation(
  'another MAC',
  refusedWith(401),
  fc.record({ at: fc.nat({ max: 41 }), by: fc.constantFrom('A', '0', '+', '/', '=') }),
  ({ at, by }) =>
    rewrite((value) =>
      withAttribute(value, 'mac', (mac) => {
        const place = 5 + at
        return mac[place] === by ? `${mac.slice(0, -1)}A"` : mac.slice(0, place) + by + mac.slice(place + 1)
      }),
    ),
)

const cutMacs = mutation('a MAC cut short', refusedWith(401), fc.integer({ min: 6, max: 40 }), (length) =>
  rewrite((value) => withAttribute(value, 'mac', (mac) => `${mac.slice(0, length)}"`)),
)

const otherKeys = mutation('the key of somebody else', refusedWith(401), nothing, () => ({
  plan: (plan) => ({ ...plan, credentials: { ...plan.credentials, key: 'another key' } }),
}))

const strangers = mutation('an unknown id', refusedWith(401), nothing, () => ({
  plan: (plan) => ({ ...plan, credentials: STRANGER }),
}))

const neverAdmitted = mutation(
  'credentials that are not admitted',
  refusedWith(403),
  fc.constantFrom(...Object.values(NEVER_ADMITTED)),
  (credentials) => ({ plan: (plan) => ({ ...plan, credentials }) }),
)

const stale = mutation(
  'a stale timestamp',
  refusedWith(401),
  fc.oneof(
    fc.integer({ min: 61, max: 100_000 }).map((seconds) => String(nowSeconds - seconds)),
    fc.integer({ min: 61, max: 100_000 }).map((seconds) => String(nowSeconds + seconds)),
    fc.constantFrom('0', '999999999999999', `${nowSeconds}000`, '1'),
  ),
  (ts) => signing({ ts }),
)

const badTimestamps = mutation(
  'a timestamp that is no number',
  refusedWith(400),
  fc.constantFrom(
    'NaN',
    'now',
    '1e9',
    '-1',
    `0x${nowSeconds.toString(16)}`,
    `${nowSeconds}.5`,
    `${nowSeconds} `,
  ),
  (ts) => signing({ ts }),
)

const replays = mutation(
  'a nonce that was used',
  refusedWith(401),
  fc.constantFrom(...USED_NONCES),
  (nonce) => signing({ nonce }),
)

const dlgWithoutApp = mutation('dlg without app', refusedWith(400), nothing, () =>
  signing({ app: undefined, dlg: 'administrator' }),
)

const missing = mutation('no Authorization', refusedWith(401), nothing, () => ({
  draft: (draft) => replaceField(draft, 'Authorization', () => []),
}))

const renamed = mutation(
  'Authorization under another name',
  refusedWith(401),
  fc.constantFrom(
    'Proxy-Authorization',
    'X-Authorization',
    'Authorizatio',
    'Authorization2',
    'Server-Authorization',
  ),
  (name) => ({ draft: (draft) => replaceField(draft, 'Authorization', (field) => [{ ...field, name }]) }),
)

const otherSchemes = mutation(
  'another scheme',
  refusedWith(401),
  fc.constantFrom('Bearer', 'Basic', 'Digest', 'Hawk2', 'Haw', 'X-Hawk', 'HawkHawk'),
  (scheme) => rewrite((value) => scheme + value.slice('Hawk'.length)),
)

const brokenSyntax = mutation(
  'an Authorization that breaks the grammar',
  refusedWith(400),
  fc.constantFrom<(value: string) => string>(
    () => 'Hawk',
    () => '"Hawk"',
    () => ',',
    (value) => value.replace('Hawk ', 'Hawk'),
    (value) => value.replace('Hawk ', 'Hawk, '),
    (value) => value.replaceAll('"', "'"),
    (value) => value.replaceAll('"', ''),
    (value) => value.replaceAll(', ', '; '),
    (value) => value.replaceAll(', ', ' '),
    (value) => value.replace(', ', ',, '),
    (value) => `${value} x`,
    (value) => `${value}, ${value}`,
    (value) => `${value}, Bearer x`,
    (value) => value.slice(0, -1),
    (value) => value.replace('id="', 'id = "'),
    (value) => value.replace('id="', 'ID="'),
    (value) => value.replace('id="', 'id="\xe9'),
    (value) => value.replace('id="', 'id="\\'),
    (value) => value.replace('id="', '__proto__="x", id="'),
    (value) => `${value}, constructor="x"`,
    (value) => `${value}, tsm="x"`,
  ),
  rewrite,
)

const attributes = fc.constantFrom('id', 'ts', 'nonce', 'mac')

const missingAttributes = mutation('a missing attribute', refusedWith(400), attributes, (name) =>
  rewrite((value) => value.replace(new RegExp(`(?<= )${name}="[^"]*"(?:, )?`), '')),
)

const emptyAttributes = mutation('an empty attribute', refusedWith(400), attributes, (name) =>
  rewrite((value) => withAttribute(value, name, () => `${name}=""`)),
)

const doubledAttributes = mutation(
  'a doubled attribute',
  refusedWith(400),
  fc.record({ name: attributes, other: fc.constantFrom('', 'admin') }),
  ({ name, other }) =>
    rewrite((value) =>
      withAttribute(
        value,
        name,
        (attribute) => `${attribute}, ${other === '' ? attribute : `${name}="${other}"`}`,
      ),
    ),
)

const tooLong = mutation(
  'an Authorization of more than 4096 characters',
  refusedWith(400),
  fc.constantFrom<Plan['signed']>(
    { ext: 'e'.repeat(4100) },
    { nonce: 'n'.repeat(4100) },
    { ext: ','.repeat(6000) },
    { app: ' '.repeat(5000), dlg: 'd' },
  ),
  signing,
)

const noise = mutation(
  'an Authorization of random characters',
  refusedWith(400),
  fc.string({ unit: fc.constantFrom(...Array.from('",= \\idtsmacnoe0\xe9')), minLength: 1, maxLength: 2000 }),
  // A letter at both ends: Node trims white space.
  (text) => rewrite(() => `Hawk x${text}x`),
)

/** Puts a second header before or behind the first; one without a value of its own repeats the first. */
function doubled(name: string, values: fc.Arbitrary<string | undefined>): fc.Arbitrary<Mutation> {
  return mutation(
    name,
    refusedWith(400),
    fc.record({
      fieldName: fc.constantFrom('Authorization', 'authorization', 'AUTHORIZATION'),
      value: values,
      isFirst: fc.boolean(),
      isApart: fc.boolean(),
    }),
    ({ fieldName, value, isFirst, isApart }) => ({
      draft: (draft) =>
        replaceField(draft, 'Authorization', (field) => {
          const other = { name: fieldName, value: value ?? field.value }
          const between = isApart ? [{ name: 'X-Between', value: '1' }] : []
          return isFirst ? [other, ...between, field] : [field, ...between, other]
        }),
    }),
  )
}

const twoHeaders = doubled(
  'two Authorization headers',
  fc.constantFrom(undefined, 'Bearer x', 'Hawk', 'Hawk id="admin"', 'x', ','),
)

const emptySecond = doubled('two Authorization headers, one of them empty', fc.constant(''))

/** What may be wrong with the header itself. */
export const authorizationMutations: fc.Arbitrary<Mutation>[] = [
  otherMacs,
  cutMacs,
  otherKeys,
  strangers,
  neverAdmitted,
  stale,
  badTimestamps,
  replays,
  dlgWithoutApp,
  missing,
  renamed,
  otherSchemes,
  brokenSyntax,
  missingAttributes,
  emptyAttributes,
  doubledAttributes,
  tooLong,
  noise,
  twoHeaders,
  emptySecond,
]
