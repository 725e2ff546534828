import { randomBytes } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createFakeClock } from '@hawk-auth/testkit'
import type { FakeClock } from '@hawk-auth/testkit'
import { migrateDatabase, openRegistry } from '../../src/index.js'
import type { CredentialRegistry } from '../../src/index.js'
import { describeDatabase, runSql } from '../support/databases.js'
import { BY_ADA, BY_ADMIN, approved, wanted } from '../support/lives.js'
import { newMasterKey } from '../support/registry-bench.js'
import { verdictOf } from '../support/verdicts.js'
import { documentedGrants } from './support/documented-grants.js'

const PASSWORD = 'hunter2'

describeDatabase('postgres', 'the grants of docs/operating.md', ({ create }) => {
  let registry: string
  let remove: () => Promise<void>

  beforeAll(async () => {
    const admin = await create()
    const [ownerRole, registryRole] = [newRole(), newRole()]
    for (const role of [ownerRole, registryRole]) {
      await runSql(admin, `create role ${role} login password '${PASSWORD}'`)
    }
    await runSql(admin, `alter database ${databaseOf(admin)} owner to ${ownerRole}`)
    // As a database has it that comes from before PostgreSQL 15.
    await runSql(admin, 'grant create on schema public to public')
    const owner = as(admin, ownerRole)
    registry = as(admin, registryRole)
    await migrateDatabase({ database: owner })
    await runSql(
      owner,
      ...documentedGrants('PostgreSQL').map((statement) =>
        statement.replaceAll('hawk_registry', registryRole),
      ),
    )
    remove = () =>
      runSql(
        admin,
        ...[`drop owned by ${registryRole}`, `drop role ${registryRole}`],
        ...[`reassign owned by ${ownerRole} to current_user`, `drop role ${ownerRole}`],
      )
  })

  // Before the database goes.
  afterAll(() => remove())

  grantsSuite(() => registry, {
    denied: '42501',
    forbidden: [
      'truncate hawk_auth_audit',
      'alter table hawk_auth_audit disable trigger hawk_auth_audit_append_only',
      'drop trigger hawk_auth_audit_append_only on hawk_auth_audit',
      'create or replace function hawk_auth_audit_refuse() returns trigger language plpgsql as $$ begin return new; end $$',
      `select setval('hawk_auth_audit_seq_seq', 1)`,
    ],
  })
})

describeDatabase('mysql', 'the grants of docs/operating.md', ({ create }) => {
  let registry: string
  let remove: () => Promise<void>

  beforeAll(async () => {
    const admin = await create()
    const role = newRole()
    await migrateDatabase({ database: admin })
    await runSql(
      admin,
      `create user '${role}'@'%' identified by '${PASSWORD}'`,
      ...documentedGrants('MariaDB and MySQL').map((statement) =>
        statement.replaceAll('hawk_registry', role).replaceAll(' hawk.', ` ${databaseOf(admin)}.`),
      ),
    )
    registry = as(admin, role)
    remove = () => runSql(admin, `drop user '${role}'@'%'`)
  })

  afterAll(() => remove())

  grantsSuite(() => registry, {
    denied: 'ER_TABLEACCESS_DENIED_ERROR',
    forbidden: ['truncate hawk_auth_audit', 'drop trigger hawk_auth_audit_update'],
  })
})

function grantsSuite(
  location: () => string,
  { denied, forbidden }: { denied: string; forbidden: readonly string[] },
): void {
  async function open(masterKey: string, clock: FakeClock): Promise<CredentialRegistry> {
    const registry = await openRegistry({ database: location(), masterKey, clock })
    onTestFinished(() => registry.close())
    return registry
  }

  it('suffice for the whole life of credentials', async () => {
    const clock = createFakeClock()
    const [older, newer] = [newMasterKey('k1'), newMasterKey('k2')]
    const registry = await open(older, clock)
    const { credential } = await registry.request(wanted('life'), BY_ADA)
    await registry.refuse('life', BY_ADMIN)
    await registry.approve('life', { ...BY_ADMIN, version: credential.version + 1 })
    await registry.rotate('life', BY_ADA)
    await registry.suspend('life', BY_ADMIN)
    await registry.resume('life', BY_ADMIN)
    await registry.setExpiry('life', { ...BY_ADMIN, expiresAtMs: clock() + 60_000 })
    const reset = await registry.reset('life', BY_ADA)
    expect((await registry.reveal('life', BY_ADA)).secret).toBe(reset.secret)
    await registry.import(
      [{ ...wanted('imported'), secret: 'a secret from elsewhere'.replaceAll(' ', '-') }],
      BY_ADMIN,
    )
    const used = await approved(registry, 'used')
    const store = registry.credentialStore()
    expect(await verdictOf(store, { id: 'used', key: used.secret }, clock)).toBe('accepted')
    // Uses are told after the request's own work.
    await nextTurn()
    await registry.close()

    const again = await open(`${newer},${older}`, clock)
    expect((await again.get('used'))?.lastUsedAtMs).toBe(clock())
    expect(await again.rewrap(BY_ADMIN)).toBeGreaterThan(0)
    await again.delete('life', BY_ADMIN)
    await again.free('life', BY_ADMIN)
    expect((await again.list()).credentials.map(({ id }) => id)).toEqual(['imported', 'used'])
    const actions = new Set((await again.audit({ limit: 200 })).entries.map(({ action }) => action))
    expect([...actions].sort()).toEqual(
      [
        ...[
          'approve',
          'delete',
          'free',
          'import',
          'refuse',
          'request',
          'reset',
          'resume',
          'reveal',
          'rewrap',
        ],
        ...['rotate', 'set-expiry', 'suspend'],
      ].sort(),
    )
  })

  it.each([
    `update hawk_auth_audit set actor = 'mallory'`,
    'delete from hawk_auth_audit',
    'drop table hawk_auth_audit',
    'alter table hawk_auth_audit add mallory int',
    'create table mallory (id int)',
    'delete from hawk_auth_meta',
    `insert into hawk_auth_migrations (name) values ('mallory')`,
    `update hawk_auth_migrations set name = 'mallory'`,
    'delete from hawk_auth_migrations',
    ...forbidden,
  ])('refuse: %s', async (statement) => {
    const code = await runSql(location(), statement).then(
      () => 'it was done',
      (error: unknown) => (error as { code?: unknown }).code,
    )
    expect(code).toBe(denied)
  })
}

function newRole(): string {
  return `hawk_role_${randomBytes(6).toString('hex')}`
}

function as(location: string, role: string): string {
  const url = new URL(location)
  url.username = role
  url.password = PASSWORD
  return url.href
}

function databaseOf(location: string): string {
  return new URL(location).pathname.slice(1)
}
