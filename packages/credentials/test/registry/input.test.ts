import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CredentialRegistry, RegistryErrorCode } from '../../src/index.js'
import { failureOf } from '../support/failures.js'
import { BY_ADA, BY_ADMIN, approved, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'

/** Stands for a secret that got into the wrong place. */
const SECRET = 'Zm9yLXRlc3RzLW9ubHktYS1zZWNyZXQ'

const NO_TEXT: readonly unknown[] = [
  null,
  1,
  true,
  ['ci-bot'],
  { toString: () => 'ci-bot' },
  Buffer.from('ci-bot'),
]
/** Text that PostgreSQL can't keep, and text that no database can. */
const BROKEN_TEXT = [`${SECRET}\0`, `${SECRET}\ud800`, `\udc00${SECRET}`]
const TOO_LONG = `${SECRET}${'é'.repeat(127)}`

/** What must not be taken, field by field, as a new credential has them. */
const BAD_FIELDS: [field: string, values: readonly unknown[]][] = [
  [
    'id',
    ['', 'x'.repeat(33), `${SECRET}!!`, 'ci bot', 'cí-bot', 'ci-bot\n', 'ci.bot', undefined, ...NO_TEXT],
  ],
  ['owner', ['', TOO_LONG, undefined, ...BROKEN_TEXT, ...NO_TEXT]],
  ['ownerEmail', ['', `${SECRET}@${'x'.repeat(400)}`, ...BROKEN_TEXT, ...NO_TEXT.slice(1)]],
  ['description', [`${SECRET}${'x'.repeat(1000)}`, undefined, ...BROKEN_TEXT, ...NO_TEXT]],
  ['algorithm', ['sha1', 'md5', 'SHA256', 'toString', SECRET, '', null, 256, ['sha256']]],
  [
    'expiresAtMs',
    [
      ...[1_900_000_000, Date.UTC(2026, 0), NaN, Infinity, -1, 0, 1.5e12 + 0.5, 2 ** 60],
      ...['2030-01-01', SECRET, new Date(Date.UTC(2030, 0)), true],
    ],
  ],
  [SECRET, ['an unknown field']],
]

const BAD_SECRETS: [what: string, secret: unknown, code: RegistryErrorCode][] = [
  ['no text', Buffer.from(SECRET), 'ERR_REGISTRY_BAD_INPUT'],
  ['null', null, 'ERR_REGISTRY_BAD_INPUT'],
  ['empty', '', 'ERR_REGISTRY_BAD_INPUT'],
  ['too long', SECRET.repeat(9), 'ERR_REGISTRY_BAD_INPUT'],
  ['with a space', `${SECRET} ${SECRET}`, 'ERR_REGISTRY_BAD_INPUT'],
  ['with a newline at its end', `${SECRET}\n`, 'ERR_REGISTRY_BAD_INPUT'],
  ['not ASCII', `${SECRET}é`, 'ERR_REGISTRY_BAD_INPUT'],
  ['of fifteen bytes', SECRET.slice(0, 15), 'ERR_REGISTRY_WEAK_SECRET'],
]

type Call = (registry: CredentialRegistry) => Promise<unknown>

const BAD_CALLS: [what: string, call: Call][] = [
  ...[null, undefined, 'ada', [], 1].map((options): [string, Call] => [
    `the options ${JSON.stringify(options)}`,
    (registry) => registry.suspend('ci-bot', options as never),
  ]),
  ...[undefined, '', 'x'.repeat(256), ...BROKEN_TEXT, ...NO_TEXT].map((actor): [string, Call] => [
    `the actor ${JSON.stringify(actor)?.slice(0, 40)}`,
    (registry) => registry.suspend('ci-bot', { actor } as never),
  ]),
  ...[0, -1, 1.5, NaN, '1', null].map((version): [string, Call] => [
    `the version ${String(version)}`,
    (registry) => registry.suspend('ci-bot', { ...BY_ADA, version } as never),
  ]),
  ...NO_TEXT.map((id): [string, Call] => [
    `the id ${JSON.stringify(id)}`,
    (registry) => registry.suspend(id as string, BY_ADA),
  ]),
  ...[1_900_000_000, NaN, '2030-01-01', SECRET, undefined].map((expiresAtMs): [string, Call] => [
    `the expiry ${String(expiresAtMs)}`,
    (registry) => registry.setExpiry('ci-bot', { ...BY_ADA, expiresAtMs } as never),
  ]),
  ['an unknown option', (registry) => registry.suspend('ci-bot', { ...BY_ADA, [SECRET]: 1 } as never)],
  [
    'an "approve" that is no boolean',
    (registry) => registry.request(wanted('b'), { ...BY_ADA, approve: 1 } as never),
  ],
  ['a credential that is null', (registry) => registry.request(null as never, BY_ADA)],
  ['an import that is no array', (registry) => registry.import({ [SECRET]: 1 } as never, BY_ADA)],
  ['an import of null', (registry) => registry.import([null] as never, BY_ADA)],
  ['a call back that is none', (registry) => registry.rewrap({ ...BY_ADA, onProgress: SECRET } as never)],
]

const BAD_LISTS: readonly object[] = [
  ...[0, -1, 1.5, 201, NaN, '10', null].map((limit) => ({ limit })),
  ...['active', SECRET, ['approved', 'gone'], 1, {}].map((status) => ({ status })),
  ...[`${SECRET}\0`, 1, {}].map((search) => ({ search })),
  ...['a b', SECRET.repeat(2), 1, {}].map((after) => ({ after })),
  { owner: 1 },
  { ownr: 'ada' },
]

const BAD_AUDIT_QUERIES: readonly object[] = [
  ...[0, 201, '10', null].map((limit) => ({ limit })),
  ...['approved', SECRET, 1].map((action) => ({ action })),
  ...['1', 1.5, NaN, -1].map((before) => ({ before })),
  { id: 1 },
  { actor: `${SECRET}\0` },
  { [SECRET]: 1 },
]

describeEachRegistry('what a registry is handed', (bench) => {
  /** Holds that each call is refused, with nothing of a secret in the message and nothing changed. */
  async function areRefused(
    calls: Iterable<readonly [what: string, call: Call, code?: RegistryErrorCode]>,
  ): Promise<void> {
    await approved(bench.registry, 'ci-bot')
    const before = await bench.rows()
    for (const [what, call, code = 'ERR_REGISTRY_BAD_INPUT'] of calls) {
      const failure = await failureOf(call(bench.registry))
      expect([what, failure.code]).toEqual([what, code])
      const told = `${failure.message} ${failure.stack} ${String(failure.cause)}`
      expect(told).not.toContain(SECRET.slice(0, 15))
      expect(failure.message).toMatch(/^[\x20-\x7e]+$/)
    }
    expect(await bench.rows()).toEqual(before)
  }

  test.each(BAD_FIELDS)(
    'is refused as %s of a new credential where it can not be that',
    async (field, values) => {
      const bad = values.map((value) => ({ ...wanted('new-bot'), [field]: value }))
      await areRefused(
        bad.flatMap((credential) => [
          [
            `request ${String(credential[field as 'id'])}`,
            (registry) => registry.request(credential, BY_ADA),
          ],
          [
            `import ${String(credential[field as 'id'])}`,
            (registry) =>
              registry.import(
                [
                  { ...wanted('good-bot'), secret: SECRET },
                  { ...credential, secret: `2${SECRET}` },
                ],
                BY_ADA,
              ),
          ],
        ]),
      )
    },
  )

  test('is refused as a secret where it can not be one', async () => {
    await areRefused(
      BAD_SECRETS.flatMap(([what, bad, code]) => {
        const secret = bad as string
        return [
          [what, (registry) => registry.request(wanted('new-bot'), { ...BY_ADA, secret }), code],
          [what, (registry) => registry.import([{ ...wanted('new-bot'), secret }], BY_ADA), code],
        ] as const
      }),
    )
  })

  test('is refused as an option, an id or a time where it can not be that', async () => {
    await areRefused(BAD_CALLS)
  })

  test('is refused as a query where it can not be one', async () => {
    await areRefused([
      ...BAD_LISTS.map(
        (query) =>
          [`list ${JSON.stringify(query)}`, (registry: CredentialRegistry) => registry.list(query)] as const,
      ),
      ...BAD_AUDIT_QUERIES.map(
        (query) =>
          [
            `audit ${JSON.stringify(query)}`,
            (registry: CredentialRegistry) => registry.audit(query),
          ] as const,
      ),
    ])
  })

  test('is kept as it is, up to the longest that is taken', async () => {
    const owner = `${'é'.repeat(127)}x`
    const ownerEmail = `${'x'.repeat(243)}@example.com`
    const description = '\u{1F511}'.repeat(1000)
    const secret = '~'.repeat(255)
    const longest = { id: '-'.repeat(32), owner, ownerEmail, description, expiresAtMs: Date.UTC(9999, 11) }
    const { credential } = await bench.registry.request(longest, { actor: owner, secret })
    expect(credential).toMatchObject(longest)
    expect(await bench.registry.get(longest.id)).toEqual(credential)
    expect((await bench.registry.list({ owner })).credentials).toEqual([credential])
    expect((await bench.registry.audit({ actor: owner })).entries).toMatchObject([{ owner, id: longest.id }])
    expect((await bench.registry.reveal(longest.id, BY_ADMIN)).secret).toBe(secret)
  })

  describe('as text', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((each) => !/[\p{Cc}\p{Cs}]/u.test(each) && Buffer.byteLength(each) <= 255)

    test('is given back byte for byte, whatever it says', async () => {
      let at = 0
      await fc.assert(
        fc.asyncProperty(text, text, text, async (owner, description, actor) => {
          const id = `bot-${at++}`
          const asked = { id, owner, description }
          await bench.registry.request(asked, { actor, approve: true })
          expect(await bench.registry.get(id)).toMatchObject(asked)
          expect((await bench.registry.audit({ id })).entries).toMatchObject([
            { actor, owner },
            { actor, owner },
          ])
          expect(await bench.registry.credentialStore().find(id, { id })).toMatchObject({ id, owner })
        }),
        { numRuns: 25 },
      )
    })
  })
})
