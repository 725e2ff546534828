import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry, AuditQuery } from '../../src/index.js'
import { BY_ADA, BY_ADMIN, approved, wanted } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'

describeEachRegistry('the audit log', (bench) => {
  async function entriesOf(query: AuditQuery = {}): Promise<AuditEntry[]> {
    const entries: AuditEntry[] = []
    let before: number | undefined
    do {
      const page = await bench.registry.audit({ ...query, before })
      entries.push(...page.entries)
      before = page.next ?? undefined
    } while (before !== undefined)
    return entries.reverse()
  }

  /** What was done to what, and to which version. */
  async function deedsOf(query: AuditQuery = {}): Promise<unknown[]> {
    return (await entriesOf(query)).map(({ action, id, version, actor }) => [action, id, version, actor])
  }

  test('has every operation, by whom, when, and the version after it', async () => {
    const { registry, clock } = bench
    const began = clock()
    const as = (actor: string): { actor: string } => {
      clock.advance(1_000)
      return { actor }
    }
    await registry.request(wanted('ci-bot'), as('a'))
    await registry.refuse('ci-bot', as('b'))
    await registry.approve('ci-bot', { ...as('c'), version: 2 })
    await registry.suspend('ci-bot', as('d'))
    await registry.resume('ci-bot', as('e'))
    await registry.rotate('ci-bot', { ...as('f'), overlapMs: 60_000 })
    await registry.reset('ci-bot', as('g'))
    await registry.setExpiry('ci-bot', { ...as('h'), expiresAtMs: Date.UTC(2030, 0) })
    await registry.reveal('ci-bot', as('i'))
    await registry.delete('ci-bot', as('j'))
    await registry.free('ci-bot', as('k'))
    await registry.import(
      [{ ...wanted('other', { owner: 'grace' }), secret: 'a-secret-of-enough-bytes' }],
      as('l'),
    )
    await registry.rewrap(as('m'))
    expect(await deedsOf()).toEqual([
      ['request', 'ci-bot', 1, 'a'],
      ['refuse', 'ci-bot', 2, 'b'],
      ['approve', 'ci-bot', 3, 'c'],
      ['suspend', 'ci-bot', 4, 'd'],
      ['resume', 'ci-bot', 5, 'e'],
      ['rotate', 'ci-bot', 6, 'f'],
      ['reset', 'ci-bot', 7, 'g'],
      ['set-expiry', 'ci-bot', 8, 'h'],
      ['reveal', 'ci-bot', 8, 'i'],
      ['delete', 'ci-bot', 9, 'j'],
      ['free', 'ci-bot', null, 'k'],
      ['import', 'other', 1, 'l'],
      ['rewrap', '', null, 'm'],
    ])
    const entries = await entriesOf()
    expect(entries.map(({ atMs }) => atMs - began)).toEqual(entries.map((_, at) => 1_000 * (at + 1)))
    expect(entries.map(({ owner }) => owner)).toEqual([...Array<string>(11).fill('ada'), 'grace', null])
    const seqs = entries.map(({ seq }) => seq)
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
    expect(new Set(seqs).size).toBe(seqs.length)
    expect(entries.find(({ action }) => action === 'rotate')?.details).toMatchObject({ overlapMs: 60_000 })
  })

  test('has a request that was approved at once as two deeds', async () => {
    await approved(bench.registry, 'ci-bot')
    expect(await deedsOf()).toEqual([
      ['request', 'ci-bot', 1, BY_ADMIN.actor],
      ['approve', 'ci-bot', 2, BY_ADMIN.actor],
    ])
  })

  test('marks who approves a request of their own', async () => {
    await bench.registry.request(wanted('own'), BY_ADA)
    await bench.registry.approve('own', { actor: 'console:ada', version: 1 })
    await bench.registry.request(wanted('other'), BY_ADA)
    await bench.registry.approve('other', { ...BY_ADMIN, version: 1 })
    await bench.registry.request(wanted('spelt-out', { owner: 'console:7' }), BY_ADA)
    await bench.registry.approve('spelt-out', { actor: 'console:7', version: 1 })
    await bench.registry.request(wanted('by-account'), BY_ADA)
    await bench.registry.approve('by-account', { actor: 'cli:ada/root', version: 1 })
    await bench.registry.request(wanted('by-name'), BY_ADA)
    await bench.registry.approve('by-name', { actor: 'cli:root/ada', version: 1 })
    await bench.registry.request(wanted('by-others'), BY_ADA)
    await bench.registry.approve('by-others', { actor: 'cli:root/grace', version: 1 })
    const approvals = await entriesOf({ action: 'approve' })
    expect(approvals.map(({ id, details }) => [id, details])).toEqual([
      ['own', { isOwnRequest: true }],
      ['other', {}],
      ['spelt-out', { isOwnRequest: true }],
      ['by-account', { isOwnRequest: true }],
      ['by-name', { isOwnRequest: true }],
      ['by-others', {}],
    ])
  })

  test('has an import that approves as two deeds, and marks what is the own of whoever imports', async () => {
    const secret = (): string => randomUUID()
    const imported = [
      { ...wanted('waiting'), secret: secret() },
      { ...wanted('ready', { owner: 'grace' }), secret: secret(), approved: true },
      { ...wanted('other'), secret: secret(), approved: true },
    ]
    await bench.registry.import(imported, BY_ADMIN)
    expect(await deedsOf()).toEqual([
      ['import', 'waiting', 1, BY_ADMIN.actor],
      ['import', 'ready', 1, BY_ADMIN.actor],
      ['approve', 'ready', 2, BY_ADMIN.actor],
      ['import', 'other', 1, BY_ADMIN.actor],
      ['approve', 'other', 2, BY_ADMIN.actor],
    ])
    const approvals = await entriesOf({ action: 'approve' })
    expect(approvals.map(({ details }) => details)).toEqual([{ isOwnRequest: true }, {}])
  })

  test('has the time at which a write that waited for another was done', async () => {
    const { registry, clock } = bench
    const raw = await bench.raw()
    const secret = 'a-secret-of-enough-bytes'
    let enrolled: Promise<unknown> = Promise.resolve()
    await raw.write(async () => {
      enrolled = Promise.all([
        registry.request(wanted('asked'), BY_ADA),
        registry.import([{ ...wanted('imported'), secret }], BY_ADA),
      ])
      clock.advance(60_000)
    })
    await enrolled
    const { audit, credentials } = await bench.rows()
    const times = [...audit.map((row) => row.at_ms), ...credentials.map((row) => row.created_at_ms)]
    expect(times).toEqual(Array(4).fill(clock()))
  })

  test('has nothing of a change that was refused', async () => {
    await approved(bench.registry, 'ci-bot')
    const before = await entriesOf()
    const refused = [
      bench.registry.resume('ci-bot', BY_ADMIN),
      bench.registry.suspend('ci-bot', { ...BY_ADMIN, version: 1 }),
      bench.registry.request(wanted('ci-bot'), BY_ADA),
      bench.registry.request(wanted('weak'), { ...BY_ADA, secret: 'weak' }),
    ]
    for (const { status } of await Promise.allSettled(refused)) expect(status).toBe('rejected')
    expect(await entriesOf()).toEqual(before)
  })

  test('has nothing where it can not be written, and then nothing is changed either', async () => {
    const { secret } = await approved(bench.registry, 'ci-bot')
    const { credentials, secrets } = await bench.rows()
    await bench.runSql('alter table hawk_auth_audit rename to hawk_auth_audit_away')
    const changes = [
      bench.registry.suspend('ci-bot', BY_ADMIN),
      bench.registry.rotate('ci-bot', BY_ADMIN),
      bench.registry.delete('ci-bot', BY_ADMIN),
      bench.registry.request(wanted('other'), BY_ADA),
      bench.registry.reveal('ci-bot', BY_ADA),
      bench.registry.rewrap(BY_ADMIN),
    ]
    for (const { status } of await Promise.allSettled(changes)) expect(status).toBe('rejected')
    await bench.runSql('alter table hawk_auth_audit_away rename to hawk_auth_audit')
    expect(await bench.rows()).toMatchObject({ credentials, secrets })
    expect((await bench.registry.reveal('ci-bot', BY_ADA)).secret).toBe(secret)
  })

  test('is asked for by id, actor and action, the newest first, in pages', async () => {
    for (const id of ['a', 'b', 'c']) {
      await bench.registry.request(wanted(id), BY_ADA)
      await bench.registry.approve(id, { ...BY_ADMIN, version: 1 })
    }
    expect(await deedsOf({ id: 'b' })).toEqual([
      ['request', 'b', 1, BY_ADA.actor],
      ['approve', 'b', 2, BY_ADMIN.actor],
    ])
    expect((await entriesOf({ actor: BY_ADMIN.actor })).map(({ action }) => action)).toEqual(
      Array(3).fill('approve'),
    )
    expect((await entriesOf({ action: 'request' })).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(await deedsOf({ action: 'request', id: 'b', actor: BY_ADMIN.actor })).toEqual([])
    const { entries, next } = await bench.registry.audit({ limit: 2 })
    expect(entries.map(({ action, id }) => [action, id])).toEqual([
      ['approve', 'c'],
      ['request', 'c'],
    ])
    expect(next).toBe(entries[1]?.seq)
    expect(await bench.registry.audit({ limit: 6 })).toMatchObject({ next: null })
    for (const limit of [1, 2, 4, 5]) expect(await entriesOf({ limit })).toEqual(await entriesOf())
  })
})

describeEachRegistry('the table of the audit log', (bench) => {
  const STATEMENTS = [
    `update hawk_auth_audit set actor = 'mallory'`,
    `update hawk_auth_audit set at_ms = 0 where action = 'approve'`,
    `update hawk_auth_audit set seq = seq + 100`,
    `delete from hawk_auth_audit`,
    `delete from hawk_auth_audit where action = 'approve'`,
  ]
  const ONLY_IN = {
    sqlite: [
      `replace into hawk_auth_audit select seq, 0, 'mallory', action, credential_id, owner, version, details from hawk_auth_audit`,
    ],
    postgres: ['truncate hawk_auth_audit', 'truncate hawk_auth_credentials, hawk_auth_audit cascade'],
    mysql: [
      `replace into hawk_auth_audit select seq, 0, 'mallory', action, credential_id, owner, version, details from hawk_auth_audit`,
      `insert into hawk_auth_audit select * from hawk_auth_audit as old on duplicate key update actor = 'mallory'`,
    ],
  }

  beforeEach(async () => {
    await approved(bench.registry, 'ci-bot')
  })

  test('refuses SQL that changes what it holds, or takes it away', async () => {
    const before = await bench.rows()
    for (const statement of [...STATEMENTS, ...ONLY_IN[bench.databases.kind]]) {
      await expect(bench.runSql(statement), statement).rejects.toThrow(/append-only/)
    }
    expect(await bench.rows()).toEqual(before)
  })

  test('still takes new entries afterwards', async () => {
    await expect(bench.runSql('delete from hawk_auth_audit')).rejects.toThrow(/append-only/)
    await bench.registry.suspend('ci-bot', BY_ADMIN)
    expect((await bench.rows()).audit).toHaveLength(3)
  })
})
