import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrateDatabase } from '../../src/index.js'
import { describeDatabase, runSql } from '../support/databases.js'
import { NOW_MS, openStore, rowsOf, useOf, usesOf } from '../support/nonce-stores.js'
import { documentedGrants } from './support/documented-grants.js'

const PASSWORD = 'hunter2'

describeDatabase('postgres', 'the grants of a replay cache in docs/operating.md', ({ create }) => {
  const account = accountOf(create, {
    make: (role) => [`create role ${role} login password '${PASSWORD}'`],
    remove: (role) => [`drop owned by ${role}`, `drop role ${role}`],
    grants: documentedGrants('PostgreSQL', 'The replay cache'),
  })
  grantsSuite(account, '42501')
  limitSuite(account, (role) => `alter role ${role} connection limit 1`)
})

describeDatabase('mysql', 'the grants of a replay cache in docs/operating.md', ({ create }) => {
  const account = accountOf(create, {
    make: (role) => [`create user '${role}'@'%' identified by '${PASSWORD}'`],
    remove: (role) => [`drop user '${role}'@'%'`],
    grants: documentedGrants('MariaDB and MySQL', 'The replay cache'),
  })
  grantsSuite(account, 'ER_TABLEACCESS_DENIED_ERROR')
  limitSuite(account, (role) => `alter user '${role}'@'%' with max_user_connections 1`)
})

/** A database as its owner has it, and as an account has it that was given the grants. */
interface Account {
  owner: string
  own: string
}

interface Ways extends Record<'make' | 'remove', (role: string) => string[]> {
  grants: readonly string[]
}

function accountOf(create: () => Promise<string>, { make, remove, grants }: Ways): () => Account {
  const role = `hawk_role_${randomBytes(6).toString('hex')}`
  let account: Account | undefined

  beforeAll(async () => {
    const owner = await create()
    await migrateDatabase({ database: owner })
    const url = new URL(owner)
    const named = grants.map((grant) =>
      grant.replaceAll('hawk_replay', role).replaceAll(' hawk.', ` ${url.pathname.slice(1)}.`),
    )
    await runSql(owner, ...make(role), ...named)
    url.username = role
    url.password = PASSWORD
    account = { owner, own: url.href }
  })

  // Before the database goes.
  afterAll(() => runSql(account?.owner ?? '', ...remove(role)))

  return () => {
    if (account === undefined) throw new Error('the account is there within tests alone')
    return account
  }
}

function grantsSuite(account: () => Account, denied: string): void {
  it('suffice to claim, to tell replays and to sweep', async () => {
    const { own, owner } = account()
    const store = await openStore(own, { migrate: false, sweepEveryMs: 10 })
    const uses = usesOf(50, { keepUntilMs: NOW_MS + 1000 })
    const claims = await Promise.all([...uses, ...uses, ...uses.toReversed()].map((use) => store.claim(use)))
    expect(claims.filter((claim) => claim === 'admitted')).toHaveLength(50)
    for (const use of uses.slice(0, 3)) expect(await store.claim(use)).toBe('replayed')
    await store.claim(useOf('later', { nowMs: NOW_MS + 1001 }))
    const left = async (): Promise<number> => (await rowsOf(owner)).size
    await expect.poll(left, { timeout: 15_000, interval: 20 }).toBe(1)
  })

  it.each([
    'update hawk_nonces set keep_until_ms = 0',
    'truncate hawk_nonces',
    'drop table hawk_nonces',
    'create table mallory (id int)',
    'select * from hawk_auth_secrets',
    'select * from hawk_auth_credentials',
    'select * from hawk_auth_audit',
    'select * from hawk_auth_meta',
    `insert into hawk_auth_migrations (name) values ('mallory')`,
  ])('refuse: %s', async (statement) => {
    const code = await runSql(account().own, statement).then(() => 'it was done', codeOfError)
    expect(code).toBe(denied)
  })
}

/** The last of an account: the limit stays. */
function limitSuite(account: () => Account, limit: (role: string) => string): void {
  it('go with a limit of connections: claims beyond it are rejected, the others are made', async () => {
    const { own, owner } = account()
    await runSql(owner, limit(new URL(own).username))
    const store = await openStore(own, { migrate: false })
    // More than one statement takes, so that there is work for a second connection.
    const claims = await Promise.all(usesOf(501).map((use) => store.claim(use).catch(codeOfError)))
    expect(new Set(claims)).toEqual(new Set(['admitted', 'ERR_REGISTRY_DATABASE_UNAVAILABLE']))
    expect(await store.claim(useOf('next'))).toBe('admitted')
  })
}

function codeOfError(error: unknown): unknown {
  return (error as { code?: unknown }).code
}
