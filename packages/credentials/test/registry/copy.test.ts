import { createFakeClock } from '@hawk-auth/testkit'
import { inspect } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { copyRegistry, openRegistry } from '../../src/index.js'
import type { AuditEntry, Credential, CredentialRegistry } from '../../src/index.js'
import { describeDatabase, describeEachDatabase, runSql } from '../support/databases.js'
import type { TestDatabases } from '../support/databases.js'
import { codeOf, failureOf } from '../support/failures.js'
import { BY_ADA, BY_ADMIN, approved, inStatus, wanted } from '../support/lives.js'
import { newMasterKey } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'

const STATUSES = ['pending', 'approved', 'refused', 'suspended', 'deleted'] as const

for (const kind of ['sqlite', 'postgres', 'mysql'] as const) {
  describeDatabase(kind, 'a copy of a registry, from', (source) => {
    describeEachDatabase('to', (target) => define(source, target))
  })
}

function define(source: TestDatabases, target: TestDatabases): void {
  const clock = createFakeClock()
  let opened: CredentialRegistry[] = []
  let location: string

  afterEach(async () => {
    await Promise.all(opened.map((registry) => registry.close()))
    opened = []
  })

  async function open({ create }: TestDatabases, masterKey: string): Promise<CredentialRegistry> {
    location = await create()
    const registry = await openRegistry({ database: location, masterKey, migrate: true, clock })
    opened.push(registry)
    return registry
  }

  async function pair(): Promise<{ from: CredentialRegistry; to: CredentialRegistry }> {
    return { from: await open(source, newMasterKey('k1')), to: await open(target, newMasterKey('k2')) }
  }

  async function everything(
    registry: CredentialRegistry,
  ): Promise<{ credentials: Credential[]; entries: AuditEntry[] }> {
    const { credentials } = await registry.list({ status: STATUSES, limit: 200 })
    const { entries } = await registry.audit({ limit: 200 })
    return { credentials, entries: entries.filter(({ action }) => action !== 'copy') }
  }

  test('has all of it: credentials, secrets that work, tombstones, and the log', async () => {
    const { from, to } = await pair()
    for (const status of STATUSES) await inStatus(from, status, status)
    const { secret: first } = await approved(from, 'ci-bot', {
      owner: "réné's",
      description: '🔑 %_\\',
      algorithm: 'sha512',
    })
    const { secret: second } = await from.rotate('ci-bot', BY_ADA)
    await from.setExpiry('pending', { ...BY_ADMIN, expiresAtMs: Date.UTC(9999, 11) })
    await from.free('deleted', BY_ADMIN)
    await inStatus(from, 'Deleted', 'deleted')
    const before = await everything(from)

    const told: [done: number, total: number][] = []
    const onProgress = (done: number, total: number): number => told.push([done, total])
    const copied = await copyRegistry({ from, to, ...BY_ADMIN, onProgress })
    expect(copied).toEqual({ credentials: 6, secrets: 6, auditEntries: before.entries.length })
    expect(await everything(to)).toEqual(before)
    expect(await everything(from)).toEqual(before)
    const [, total] = told.at(-1) ?? []
    expect(told.at(-1)).toEqual([total, total])

    const store = to.credentialStore()
    for (const key of [first, second]) {
      expect(await verdictOf(store, { id: 'ci-bot', key, algorithm: 'sha512' }, clock)).toBe('accepted')
    }
    expect(await codeOf(to.request(wanted('Deleted'), BY_ADA))).toBe('ERR_REGISTRY_ID_TAKEN')
    expect(await codeOf(to.request(wanted('thief'), { ...BY_ADA, secret: first }))).toBe(
      'ERR_REGISTRY_SECRET_TAKEN',
    )
  })

  test('goes on as a registry of its own, its log after the copied one', async () => {
    const { from, to } = await pair()
    const { secret } = await approved(from, 'ci-bot')
    await copyRegistry({ from, to, ...BY_ADMIN })
    await to.suspend('ci-bot', { ...BY_ADMIN, version: 2 })
    const { entries } = await to.audit()
    expect(entries.map(({ action }) => action)).toEqual(['suspend', 'copy', 'approve', 'request'])
    expect(new Set(entries.map(({ seq }) => seq)).size).toBe(4)
    expect(entries[1]).toMatchObject({ actor: BY_ADMIN.actor, id: '', version: null })
    expect(await from.get('ci-bot')).toMatchObject({ status: 'approved', version: 2 })
    expect(await verdictOf(from.credentialStore(), { id: 'ci-bot', key: secret }, clock)).toBe('accepted')
  })

  test('of several hundreds has each of them', async () => {
    const { from, to } = await pair()
    const secretOf = (at: number): string => `a-secret-that-is-of-${at}`
    const imported = Array.from({ length: 230 }, (_, at) => ({
      ...wanted(`bot-${at}`),
      secret: secretOf(at),
    }))
    await from.import(imported, BY_ADMIN)
    expect(await copyRegistry({ from, to, ...BY_ADMIN })).toEqual({
      credentials: 230,
      secrets: 230,
      auditEntries: 230,
    })
    for (const at of [0, 99, 100, 229])
      expect((await to.reveal(`bot-${at}`, BY_ADA)).secret).toBe(secretOf(at))
  })

  test('of an empty registry is an empty one', async () => {
    const { from, to } = await pair()
    expect(await copyRegistry({ from, to, ...BY_ADMIN })).toEqual({
      credentials: 0,
      secrets: 0,
      auditEntries: 0,
    })
    expect(await to.list()).toEqual({ credentials: [], next: null })
  })

  test('into a registry that holds anything is refused, and nothing changes there', async () => {
    const { from, to } = await pair()
    await approved(from, 'ci-bot')
    await inStatus(to, 'there', 'deleted')
    await to.free('there', BY_ADMIN)
    const before = await everything(to)
    expect(await codeOf(copyRegistry({ from, to, ...BY_ADMIN }))).toBe('ERR_REGISTRY_NOT_EMPTY')
    expect(await everything(to)).toEqual(before)
  })

  test('that finds a secret it can not read leaves the target empty', async () => {
    const from = await open(source, newMasterKey('k1'))
    await approved(from, 'ci-bot')
    const { secret } = await approved(from, 'other')
    await runSql(
      location,
      `update hawk_auth_secrets set sealed = 'v1.k1.AAAA' where credential_id = 'ci-bot'`,
    )
    const to = await open(target, newMasterKey('k2'))
    const failure = await failureOf(copyRegistry({ from, to, ...BY_ADMIN }))
    expect(failure.code).toBe('ERR_REGISTRY_SECRET_UNREADABLE')
    expect(failure.message).toContain('ci-bot')
    expect(inspect(failure, { depth: 10 })).not.toContain(secret)
    expect(await everything(to)).toEqual({ credentials: [], entries: [] })
  })

  test('that the target can not take leaves it as it was', async () => {
    const from = await open(source, newMasterKey('k1'))
    await approved(from, 'ci-bot')
    const to = await open(target, newMasterKey('k2'))
    await runSql(location, 'alter table hawk_auth_audit rename to hawk_auth_audit_away')
    await failureOf(copyRegistry({ from, to, ...BY_ADMIN }))
    await runSql(location, 'alter table hawk_auth_audit_away rename to hawk_auth_audit')
    expect(await everything(to)).toEqual({ credentials: [], entries: [] })
    expect(await copyRegistry({ from, to, ...BY_ADMIN })).toMatchObject({ credentials: 1, secrets: 1 })
  })

  test('needs an actor and two registries', async () => {
    const { from, to } = await pair()
    for (const options of [
      { from, to },
      { from, to, actor: '' },
      { from, ...BY_ADA },
      { from, to: {}, ...BY_ADA },
    ]) {
      expect(await codeOf(copyRegistry(options as never))).toBe('ERR_REGISTRY_BAD_INPUT')
    }
    expect(await everything(to)).toEqual({ credentials: [], entries: [] })
  })

  test('is refused of a registry into itself, without waiting for itself', async () => {
    const { from } = await pair()
    expect(await codeOf(copyRegistry({ from, to: from, ...BY_ADA }))).toBe('ERR_REGISTRY_BAD_INPUT')
  })
}
