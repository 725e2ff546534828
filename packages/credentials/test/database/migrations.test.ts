import { expect, it, vi } from 'vitest'
import { prepareDatabase } from '../../src/database/migrations.js'
import { describeDatabase, describeEachDatabase, runSql } from '../support/databases.js'
import { credential, entry, errorOf, migratedForTest, openForTest } from './fixtures.js'

describeEachDatabase('migrations', ({ kind, create }) => {
  it('are done only where asked on a server, and always in an embedded database', async () => {
    const database = await openForTest(await create())
    if (kind === 'sqlite') {
      await prepareDatabase(database, { migrate: false })
    } else {
      const error = await errorOf(prepareDatabase(database, { migrate: false }))
      expect(error.code).toBe('ERR_REGISTRY_NOT_MIGRATED')
      expect(error.message).toContain('hawk-auth credentials migrate')
      await prepareDatabase(database, { migrate: true })
    }
    await prepareDatabase(database, { migrate: false })
    await database.write(async () => undefined)
  })

  it('that are missing show as such in reads and writes', async () => {
    const database = await openForTest(await create())
    const read = database.read((kysely) => kysely.selectFrom('hawk_auth_audit').selectAll().execute())
    expect((await errorOf(read)).code).toBe('ERR_REGISTRY_NOT_MIGRATED')
    expect((await errorOf(database.write(async () => undefined))).code).toBe('ERR_REGISTRY_NOT_MIGRATED')
  })

  it('refuse a write without the row that writers wait at', async () => {
    const location = await create()
    const database = await migratedForTest(location)
    await runSql(location, `delete from hawk_auth_meta where name = 'writes'`)
    const error = await errorOf(database.write(async () => undefined))
    expect(error.code).toBe('ERR_REGISTRY_NOT_MIGRATED')
  })

  it('that several do at once are done once', async () => {
    const location = await create()
    const opened = await Promise.all(Array.from({ length: 5 }, () => openForTest(location)))
    await Promise.all(opened.map((database) => prepareDatabase(database, { migrate: true })))
    for (const database of opened) await database.write(async () => undefined)
  })

  it.each(['hawk_auth_migrations', 'hawk_auth_audit', 'hawk_auth_secrets'])(
    'that broke off before %s are completed, and lose nothing',
    async (table) => {
      const location = await create()
      const before = await migratedForTest(location)
      await before.write((tx) => tx.insertInto('hawk_auth_credentials').values(credential()).execute())
      await runSql(location, 'delete from hawk_auth_migrations', `drop table ${table}`)
      const database = await openForTest(location)
      if (kind !== 'sqlite') {
        const error = await errorOf(prepareDatabase(database, { migrate: false }))
        expect(error.code).toBe('ERR_REGISTRY_NOT_MIGRATED')
      }
      await prepareDatabase(database, { migrate: true })
      await database.write((tx) => tx.insertInto('hawk_auth_audit').values(entry()).execute())
      const rows = await database.read((kysely) =>
        kysely.selectFrom('hawk_auth_credentials').select('id').execute(),
      )
      expect(rows.map(({ id }) => id)).toEqual(['ci-bot'])
      await expect(runSql(location, 'delete from hawk_auth_audit')).rejects.toThrow(/append-only/)
    },
  )

  it('of a newer version are refused', async () => {
    const location = await create()
    await migratedForTest(location)
    await runSql(location, `insert into hawk_auth_migrations (name) values ('002-from-the-future')`)
    const database = await openForTest(location)
    for (const migrate of [true, false]) {
      const error = await errorOf(prepareDatabase(database, { migrate }))
      expect(error.code).toBe('ERR_REGISTRY_NEWER_SCHEMA')
    }
  })

  it('make an audit log that grows, and refuses every other change', async () => {
    const location = await create()
    const database = await migratedForTest(location)
    for (let count = 0; count < 3; count++) {
      await database.write((tx) => tx.insertInto('hawk_auth_audit').values(entry()).execute())
    }
    const columns = 'seq, at_ms, actor, action, credential_id, details'
    const row = `1, 1, 'mallory', 'approve', 'ci-bot', '{}'`
    const changes = [
      `update hawk_auth_audit set actor = 'mallory'`,
      'delete from hawk_auth_audit',
      'delete from hawk_auth_audit where seq = 2',
      ...replacements(columns, row),
    ]
    for (const change of changes) await expect(runSql(location, change)).rejects.toThrow(/append-only/)
    const rows = await database.read((kysely) => kysely.selectFrom('hawk_auth_audit').selectAll().execute())
    expect(rows.map(({ seq, actor }) => ({ seq, actor }))).toEqual(
      [1, 2, 3].map((seq) => ({ seq, actor: 'cli:ada' })),
    )
  })

  function replacements(columns: string, row: string): string[] {
    switch (kind) {
      case 'sqlite':
        return [
          `insert or replace into hawk_auth_audit (${columns}) values (${row})`,
          `replace into hawk_auth_audit (${columns}) values (${row})`,
        ]
      case 'postgres':
        return [
          'truncate hawk_auth_audit',
          `insert into hawk_auth_audit (${columns}) values (${row})
            on conflict (seq) do update set actor = excluded.actor`,
        ]
      case 'mysql':
        return [
          `replace into hawk_auth_audit (${columns}) values (${row})`,
          `insert into hawk_auth_audit (${columns}) values (${row}) on duplicate key update actor = 'mallory'`,
        ]
    }
  }
})

describeDatabase('mysql', 'migrations by an account that may make no triggers', ({ create }) => {
  it('warn, and go on', async () => {
    const location = await create()
    const url = new URL(location)
    const database = url.pathname.slice(1)
    const user = `hawk_${database.slice(-12)}`
    const privileges = 'select, insert, update, delete, create, index, references'
    await runSql(
      location,
      `create user ${user}@'%' identified by 'pw'`,
      `grant ${privileges} on ${database}.* to ${user}@'%'`,
    )
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue()
    try {
      url.username = user
      url.password = 'pw'
      const opened = await migratedForTest(url.href)
      await opened.write((tx) => tx.insertInto('hawk_auth_audit').values(entry()).execute())
      expect(warn).toHaveBeenCalledOnce()
      expect(warn.mock.calls[0]?.[1]).toMatchObject({ code: 'HAWK_AUDIT_UNPROTECTED' })
    } finally {
      warn.mockRestore()
      await runSql(location, `drop user ${user}@'%'`)
    }
  })
})
