import fc from 'fast-check'
import { addFields, mutation, replaceField } from '../mutation.js'
import type { Mutation } from '../mutation.js'
import { AUTHORITY } from '../plan.js'

const { host, port } = AUTHORITY

const otherHosts = mutation(
  'another host than was signed',
  { grade: 'head', parts: ['host'], statuses: [401, 400] },
  fc.constantFrom(
    'evil.example',
    host,
    `${host}:${port + 1}`,
    `${host}.:${port}`,
    `x.${host}:${port}`,
    `${host}.evil.example:${port}`,
    `[::1]:${port}`,
    `127.0.0.1:${port}`,
    `xn--pi-7ga.example.test:${port}`,
    `${host}:`,
    `${host}:0`,
    `%61pi.example.test:${port}`,
  ),
  (value) => ({ draft: (draft) => replaceField(draft, 'Host', (field) => [{ ...field, value }]) }),
)

const oddHosts = mutation(
  'a host that breaks the grammar',
  { grade: 'head', parts: ['host'], statuses: [400] },
  fc.constantFrom(
    `user@${host}:${port}`,
    `${host}:${port}?x`,
    `${host}:${port}/x`,
    `${host}:${port}#x`,
    `${host} :${port}`,
    `${host}:99999`,
    `${host}:-1`,
    `${host}:${port}:${port}`,
    `${host}:0x1f90`,
    `${host}:8 080`,
    `${host}, ${host}:${port}`,
    '[::1',
    '::1',
    '[::1]x',
    '[::1%25eth0]:8080',
    'a\\b',
    '\xe9.example:8080',
    '%zz.example:8080',
    '<script>',
    '',
    `${'h'.repeat(5000)}:${port}`,
    `http://${host}:${port}`,
  ),
  (value) => ({ draft: (draft) => replaceField(draft, 'Host', (field) => [{ ...field, value }]) }),
)

const noHost = mutation(
  'no Host',
  { grade: 'head', parts: ['host'], statuses: [400] },
  fc.constantFrom(undefined, 'X-Host', 'Hos', 'Hostt'),
  (name) => ({
    draft: (draft) =>
      replaceField(draft, 'Host', (field) => (name === undefined ? [] : [{ ...field, name }])),
  }),
)

const twoHosts = mutation(
  'two Host headers',
  { grade: 'head', parts: ['host'], statuses: [400] },
  fc.record({
    name: fc.constantFrom('Host', 'host', 'HOST'),
    value: fc.constantFrom(undefined, 'evil.example', '', `${host}:${port + 1}`),
    place: fc.constantFrom('before', 'behind', 'last'),
  }),
  ({ name, value, place }) => ({
    draft: (draft) => {
      const other = { name, value: value ?? `${host}:${port}` }
      if (place === 'last') return addFields(draft, other)
      return replaceField(draft, 'Host', (field) => (place === 'before' ? [other, field] : [field, other]))
    },
  }),
)

/** What may be wrong with Host. */
export const hostMutations: fc.Arbitrary<Mutation>[] = [otherHosts, oddHosts, noHost, twoHosts]
