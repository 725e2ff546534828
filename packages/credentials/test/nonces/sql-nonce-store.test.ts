import { digestNonceUse, StoreTimeout } from '@hawk-auth/core/stores'
import { sql } from 'kysely'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { RegistryDatabase } from '../../src/database/registry-database.js'
import { insertNonces } from '../../src/nonces/insert-nonces.js'
import { createSqlNonceStore, migrateDatabase, openRegistry, RegistryError } from '../../src/index.js'
import type { SqlNonceStore } from '../../src/index.js'
import { errorOf, migratedForTest, openForTest } from '../database/fixtures.js'
import { describeDatabase, describeEachDatabase, runSql } from '../support/databases.js'
import { codeOf, failureOf } from '../support/failures.js'
import { BY_ADMIN, wanted } from '../support/lives.js'
import { holdClaims, NOW_MS, openStore, remembered, rowsOf, useOf, usesOf } from '../support/nonce-stores.js'
import { newMasterKey } from '../support/registry-bench.js'

describeEachDatabase('a replay cache in a database', ({ kind, create }) => {
  it('keeps a use as 32 raw bytes, and the last moment that it must be remembered at', async () => {
    const location = await create()
    const store = await openStore(location)
    await store.claim(useOf('whole'))
    await store.claim(useOf('broken', { keepUntilMs: NOW_MS + 0.25 }))
    const rows = await rowsOf(location)
    expect(Object.fromEntries(rows)).toEqual({
      [digestNonceUse(useOf('whole')).toString('hex')]: { bytes: 32, keepUntilMs: NOW_MS + 120_000 },
      [digestNonceUse(useOf('broken')).toString('hex')]: { bytes: 32, keepUntilMs: NOW_MS + 1 },
    })
  })

  it('admits one of the claims of a use that several make at once, over any number of stores', async () => {
    const location = await create()
    const stores = [await openStore(location), await openStore(location), await openStore(location)]
    for (let round = 0; round < 10; round++) {
      const use = useOf(`round ${round}`)
      const claims = await Promise.all(stores.flatMap((store) => [store.claim(use), store.claim(use)]))
      expect(claims.sort()).toEqual(['admitted', ...Array.from({ length: 5 }, () => 'replayed')])
    }
  })

  it('admits each of many once, whatever their order and however they are mixed with replays', async () => {
    const location = await create()
    const [first, second] = [await openStore(location), await openStore(location)]
    const uses = usesOf(300)
    await Promise.all(uses.slice(100, 130).map((use) => first.claim(use)))
    const claims = await Promise.all([
      ...uses.map((use) => first.claim(use)),
      ...uses.toReversed().map((use) => second.claim(use)),
    ])
    expect(claims.filter((claim) => claim === 'admitted')).toHaveLength(270)
    expect(claims.filter((claim) => claim === 'replayed')).toHaveLength(330)
  })

  it('keeps a use for the longest time that any of several claims at once asks for', async () => {
    const location = await create()
    const store = await openStore(location)
    const times = [1, 3, 2].map((seconds) => NOW_MS + seconds * 1000)
    await Promise.all(times.map((keepUntilMs) => store.claim(useOf('same', { keepUntilMs }))))
    expect([...(await rowsOf(location)).values()]).toEqual([{ bytes: 32, keepUntilMs: NOW_MS + 3000 }])
  })

  it('does not go back with a transaction of anybody else', async () => {
    const location = await create()
    const store = await openStore(location)
    const other = await migratedForTest(location)
    const claims: Promise<unknown>[] = []
    const work = other.write(async () => {
      claims.push(store.claim(useOf('mine')))
      // An embedded database has one writer: there the claim waits.
      if (kind === 'sqlite') await nextTurn()
      else expect(await claims[0]).toBe('admitted')
      throw new RegistryError('ERR_REGISTRY_CONFLICT', 'undo everything')
    })
    expect((await errorOf(work)).code).toBe('ERR_REGISTRY_CONFLICT')
    expect(await claims[0]).toBe('admitted')
    expect(await store.claim(useOf('mine'))).toBe('replayed')
  })

  it('is the registry’s database as well, and neither is in the way of the other', async () => {
    const location = await create()
    const registry = await openRegistry({ database: location, masterKey: newMasterKey('k1'), migrate: true })
    onTestFinished(() => registry.close())
    const store = await openStore(location)
    const claims = usesOf(50).map((use) => store.claim(use))
    const changes = Array.from({ length: 5 }, (_, index) =>
      registry.request(wanted(`bot-${index}`), BY_ADMIN),
    )
    await Promise.all(changes)
    expect(new Set(await Promise.all(claims))).toEqual(new Set(['admitted']))
  })

  it('answers replayed to a use that may have been deleted', async () => {
    const store = await openStore(await create())
    await store.claim(useOf('first', { nowMs: NOW_MS + 60_000 }))
    const keepUntilMs = NOW_MS + 59_999
    expect(await store.claim(useOf('late', { keepUntilMs }))).toBe('replayed')
    expect(await store.claim(useOf('in time', { keepUntilMs: NOW_MS + 60_000 }))).toBe('admitted')
  })

  it.each([
    ['no id', { id: undefined as never }],
    ['a broken clock', { nowMs: NaN }],
    ['no time to keep it', { keepUntilMs: undefined as never }],
    ['a timestamp that is none', { ts: 'soon' }],
  ])('refuses %s, and remembers nothing of it', async (_what, broken) => {
    const location = await create()
    const store = await openStore(location)
    await expect(store.claim(useOf('broken', broken))).rejects.toThrow(TypeError)
    expect((await rowsOf(location)).size).toBe(0)
    expect(await store.claim(useOf('sound'))).toBe('admitted')
  })

  it('rejects every claim of a statement that fails, and goes on when it can', async () => {
    const location = await create()
    const store = await openStore(location)
    await runSql(location, 'alter table hawk_nonces rename to elsewhere')
    const claims = usesOf(20).map((use) => codeOf(store.claim(use)))
    expect(new Set(await Promise.all(claims))).toEqual(new Set(['ERR_REGISTRY_NOT_MIGRATED']))
    await runSql(location, 'alter table elsewhere rename to hawk_nonces')
    for (const use of usesOf(20)) expect(await store.claim(use)).toBe('admitted')
  })

  it('rejects a claim in its time while the database has others wait, and goes on by itself', async () => {
    const location = await create()
    const store = await openStore(location, { timeoutMs: 200, maxPending: 3 })
    const release = await holdClaims(location)
    const held = usesOf(3).map((use) => store.claim(use))
    const oneMore = await failureOf(store.claim(useOf('one more')))
    expect(oneMore.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    expect(oneMore.message).toContain('3 claims wait')
    for (const claim of held) await expect(claim).rejects.toThrow(StoreTimeout)
    await release()
    await admittedAtLast(store)
  })

  it('leaves a claim out whose turn comes too late', async () => {
    const location = await create()
    const store = await openStore(location, { timeoutMs: 200, poolSize: 2 })
    const release = await holdClaims(location)
    const first = store.claim(useOf('under way'))
    // The only lane is taken now.
    await nextTurn()
    const second = store.claim(useOf('in line'))
    for (const claim of [first, second]) await expect(claim).rejects.toThrow(StoreTimeout)
    await release()
    await admittedAtLast(store)
    expect(await remembered(location, [useOf('in line')])).toEqual([false])
  })

  it('finishes what is under way before it closes, and refuses what comes later', async () => {
    const location = await create()
    const store = await openStore(location)
    const uses = usesOf(50)
    const claims = uses.map((use) => store.claim(use))
    const closed = store.close()
    const late = await failureOf(store.claim(useOf('late')))
    expect(late.code).toBe('ERR_REGISTRY_CLOSED')
    expect(late.message).toBe('The nonce store was closed')
    expect(new Set(await Promise.all(claims))).toEqual(new Set(['admitted']))
    await Promise.all([closed, store.close()])
    expect(await remembered(location, [...uses, useOf('late')])).toEqual([...uses.map(() => true), false])
  })

  it('tells where there is no table for it', async () => {
    const location = await create()
    if (kind === 'sqlite') {
      await openStore(location, { migrate: false })
      return
    }
    const error = await failureOf(createSqlNonceStore({ database: location }))
    expect(error.code).toBe('ERR_REGISTRY_NOT_MIGRATED')
    expect(error.message).toContain('hawk-auth credentials migrate')
    await migrateDatabase({ database: location })
    const store = await openStore(location, { migrate: false })
    expect(await store.claim(useOf('first'))).toBe('admitted')
  })

  it('adds no table to those of somebody else, unless it is asked to', async () => {
    const location = await create()
    await runSql(location, 'create table songs (title varchar(10))')
    expect(await codeOf(createSqlNonceStore({ database: location }))).toBe('ERR_REGISTRY_NOT_MIGRATED')
    expect(await (await openStore(location, { migrate: true })).claim(useOf('first'))).toBe('admitted')
  })

  it('comes to a database that has the tables of the version before', async () => {
    const location = await create()
    await migrateDatabase({ database: location })
    await runSql(
      location,
      'drop table hawk_nonces',
      `delete from hawk_auth_migrations where name = '002-nonces'`,
    )
    if (kind !== 'sqlite') {
      expect(await codeOf(createSqlNonceStore({ database: location }))).toBe('ERR_REGISTRY_NOT_MIGRATED')
    }
    expect(await (await openStore(location)).claim(useOf('first'))).toBe('admitted')
  })

  it('protects every process: it tells no scope', async () => {
    expect((await openStore(await create())).scope).toBeUndefined()
  })
})

describe('a replay cache in memory, by way of a database', () => {
  it('protects one process, and says so', async () => {
    const store = await openStore(':memory:')
    expect(store.scope).toBe('process')
    expect([await store.claim(useOf('once')), await store.claim(useOf('once'))]).toEqual([
      'admitted',
      'replayed',
    ])
  })
})

describe('createSqlNonceStore', () => {
  it.each([
    [{ databse: 'x' } as never, '"databse"'],
    [{ database: '' }, '"database"'],
    [{ database: 7 as never }, '"database"'],
    [{ migrate: 'yes' as never }, '"migrate"'],
    [{ timeoutMs: 0 }, '"timeoutMs"'],
    [{ timeoutMs: '1s' as never }, '"timeoutMs"'],
    [{ timeoutMs: NaN }, '"timeoutMs"'],
    [{ maxPending: 0 }, '"maxPending"'],
    [{ maxPending: Infinity }, '"maxPending"'],
    [{ sweepEveryMs: 9 }, '"sweepEveryMs"'],
    [{ sweepEveryMs: 1.5 }, '"sweepEveryMs"'],
    [{ poolSize: 1 }, '"poolSize"'],
    [null as never, 'must be an object'],
  ])('refuses %j and names what is wrong', async (options, named) => {
    const error = await failureOf(createSqlNonceStore(options))
    expect(error.code).toBe('ERR_REGISTRY_BAD_INPUT')
    expect(error.message).toMatch(/^createSqlNonceStore: /)
    expect(error.message).toContain(named)
  })

  it('takes the database that HAWK_AUTH_DATABASE names', async () => {
    vi.stubEnv('HAWK_AUTH_DATABASE', 'gopher://ada:hunter2@example.com')
    onTestFinished(() => void vi.unstubAllEnvs())
    const error = await failureOf(createSqlNonceStore())
    expect(error.message).toContain('"gopher://" is none of these')
  })
})

describeDatabase('postgres', 'a replay cache', ({ create }) => {
  it('is written to the disk where the server would acknowledge what is not', async () => {
    const location = await create()
    const store = await openStore(location)
    await runSql(
      location,
      `alter database ${new URL(location).pathname.slice(1)} set synchronous_commit = off`,
      'create table seen (setting text)',
      `create function look() returns trigger language plpgsql as
        $$ begin insert into seen values (current_setting('synchronous_commit')); return null; end $$`,
      // It looks when the transaction is about to be committed.
      `create constraint trigger look after insert on hawk_nonces deferrable initially deferred
        for each row execute function look()`,
    )
    await store.close()
    const again = await openStore(location)
    await again.claim(useOf('first'))
    const database = await openForTest(location)
    const seen = await database.read((kysely) =>
      kysely.withTables<{ seen: { setting: string } }>().selectFrom('seen').selectAll().execute(),
    )
    expect(seen).toEqual([{ setting: 'on' }])
  })

  it('does not gather connections while somebody has the table locked', async () => {
    const location = await create()
    const store = await openStore(location, { timeoutMs: 100, poolSize: 2 })
    const release = await holdClaims(location)
    for (let attempt = 0; attempt < 40; attempt++) {
      await expect(store.claim(useOf(`attempt ${attempt}`))).rejects.toThrow()
    }
    expect(await connectionsTo(location)).toBeLessThanOrEqual(3)
    await release()
    await admittedAtLast(store)
  })

  it('admits each once where transactions are serializable', async () => {
    const location = await create()
    await openStore(location)
    const name = new URL(location).pathname.slice(1)
    await runSql(location, `alter database ${name} set default_transaction_isolation = 'serializable'`)
    const stores = [await openStore(location), await openStore(location)]
    const claims = await Promise.all(usesOf(200).flatMap((use) => stores.map((store) => store.claim(use))))
    expect(claims.filter((claim) => claim === 'admitted')).toHaveLength(200)
  })
})

describeDatabase('mysql', 'a statement of several uses', ({ create }) => {
  it('inserts those that were swept just when it was refused for them', async () => {
    const location = await create()
    const database = await migratedForTest(location)
    const rows = usesOf(3).map((use) => ({ digest: digestNonceUse(use), keepUntilMs: use.keepUntilMs }))
    await insertNonces(database, rows.slice(0, 2))
    const swept: RegistryDatabase = {
      ...database,
      commit: (run) =>
        database.commit(run).catch(async (error: unknown) => {
          await runSql(location, 'delete from hawk_nonces')
          throw error
        }),
    }
    const inserted = await insertNonces(swept, rows)
    expect(inserted).toEqual(new Set(rows.map(({ digest }) => digest.toString('hex'))))
    expect((await rowsOf(location)).size).toBe(3)
  })
})

/** How many connections the server has for stores and registries. */
async function connectionsTo(location: string): Promise<number> {
  const database = await openForTest(location)
  const { rows } = await database.read((kysely) =>
    sql<{ count: number }>`select count(*) from pg_stat_activity
      where datname = current_database() and application_name = 'hawk-auth' and pid <> pg_backend_pid()`.execute(
      kysely,
    ),
  )
  return rows[0]?.count ?? NaN
}

/** Claims until the database takes one. */
async function admittedAtLast(store: SqlNonceStore): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const claim = await store.claim(useOf(`attempt ${attempt}`)).catch((error: unknown) => error)
    if (claim === 'admitted') return
    expect(claim).toBeInstanceOf(Error)
    expect(attempt).toBeLessThan(200)
    await pause(20)
  }
}
