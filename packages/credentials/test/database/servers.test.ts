import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { prepareDatabase } from '../../src/database/migrations.js'
import type { RegistryDatabase } from '../../src/database/registry-database.js'
import { describeDatabase, runSql } from '../support/databases.js'
import { credential, entry, errorOf, everythingOf, migratedForTest, openForTest } from './fixtures.js'

const SCHEMES = ['postgres', 'mysql']

describe.each(SCHEMES)('a %s server that is not to be had', (scheme) => {
  it.each([
    ['nothing listens', '127.0.0.1:1', 'nothing listens there'],
    ['no host has that name', 'db.invalid', 'no host has this name|cannot be looked up'],
  ])('is not available where %s', async (_why, host, reason) => {
    const database = await openForTest(`${scheme}://ada:hunter2@${host}/hawk`)
    // One after another: a failure that nobody waits for yet would count as one of nobody.
    for (const work of [() => readMeta(database), () => database.write(async () => undefined)]) {
      const error = await errorOf(work())
      expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
      expect(error.message).toMatch(new RegExp(`${scheme}://ada:\\*\\*\\*@${host}/hawk.*(${reason})`))
      expect(everythingOf(error)).not.toContain('hunter2')
    }
  })

  it('is not available where it accepts and says nothing', async () => {
    const port = await listenSilently()
    const database = await openForTest(`${scheme}://ada:hunter2@127.0.0.1:${port}/hawk`)
    expect((await errorOf(readMeta(database))).code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
  })
})

describeDatabase('postgres', 'a server', ({ create }) => {
  serverSuite(create, {
    kill: (id) => `select pg_terminate_backend(${id})`,
    ownId: sql`select pg_backend_pid() as id`,
    onlyRead: sql`set session characteristics as transaction read only`,
    async reader(location) {
      const { url, database, user } = accountFor(location)
      await runSql(
        location,
        `create role ${user} login password 'hunter2'`,
        `grant connect on database ${database} to ${user}`,
        `grant usage on schema public to ${user}`,
        `grant select on all tables in schema public to ${user}`,
      )
      onTestFinished(() => runSql(location, `drop owned by ${user}`, `drop role ${user}`))
      return url
    },
    tls: '?sslmode=verify-full',
  })

  it('whose transactions may only read refuses writes as such', async () => {
    const location = await create()
    await migratedForTest(location)
    const database = await openForTest(`${location}?options=-c%20default_transaction_read_only%3Don`)
    await readMeta(database)
    const error = await errorOf(database.write(async () => undefined))
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_READ_ONLY')
  })

  it('keeps its tables in the schema that is searched first', async () => {
    const location = await create()
    await migratedForTest(location)
    await runSql(location, 'create schema other')
    const database = await openForTest(`${location}?options=-c%20search_path%3Dother`)
    const error = await errorOf(prepareDatabase(database, { migrate: false }))
    expect(error.code).toBe('ERR_REGISTRY_NOT_MIGRATED')
    await prepareDatabase(database, { migrate: true })
    await database.write((tx) => tx.insertInto('hawk_auth_audit').values(entry()).execute())
  })
})

describeDatabase('mysql', 'a server', ({ create }) => {
  serverSuite(create, {
    kill: (id) => `kill ${id}`,
    ownId: sql`select connection_id() as id`,
    onlyRead: sql`set session transaction read only`,
    async reader(location) {
      const { url, database, user } = accountFor(location)
      await runSql(
        location,
        `create user ${user}@'%' identified by 'hunter2'`,
        `grant select on ${database}.* to ${user}@'%'`,
      )
      onTestFinished(() => runSql(location, `drop user ${user}@'%'`))
      return url
    },
    tls: '?ssl-mode=verify-ca',
  })

  it.each([
    ['locked', `identified by 'hunter2' account lock`],
    // MySQL, which reads the second comment alone, gives no such account to everybody.
    ['let in by its socket alone', '/*M! identified via unix_socket */ /*!80000 account lock */'],
  ])('whose account is %s is not available', async (_how, identified) => {
    const location = await create()
    const { url, user } = accountFor(location)
    await runSql(location, `create user ${user}@'%' ${identified}`)
    onTestFinished(() => runSql(location, `drop user ${user}@'%'`))
    const error = await errorOf(readMeta(await openForTest(url)))
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    expect(everythingOf(error)).not.toContain('hunter2')
  })

  it('quotes by one rule on every connection, and refuses what does not fit', async () => {
    const database = await migratedForTest(await create(), 3)
    const modes = await Promise.all(
      Array.from({ length: 3 }, () =>
        database.read((kysely) =>
          sql<{ mode: string }>`select sleep(0.05), @@sql_mode as mode`.execute(kysely),
        ),
      ),
    )
    for (const { rows } of modes) expect(rows[0]?.mode).toBe('STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION')
    const tooLong = credential({ id: 'x'.repeat(33) })
    const work = database.write((tx) => tx.insertInto('hawk_auth_credentials').values(tooLong).execute())
    expect((await errorOf(work)).code).toBe('ERR_REGISTRY_DATABASE_FAILED')
  })
})

interface ServerWays {
  kill: (id: number) => string
  ownId: ReturnType<typeof sql>
  /** Has a connection be like one to a server that takes no writes. */
  onlyRead: ReturnType<typeof sql>
  /** The URL of an account that may only read. */
  reader: (location: string) => Promise<string>
  /** Asks for encryption, which the server of the tests does not have. */
  tls: string
}

function serverSuite(
  create: () => Promise<string>,
  { kill, ownId, onlyRead, reader, tls }: ServerWays,
): void {
  async function connectionId(database: Parameters<typeof ownId.execute>[0]): Promise<number> {
    const { rows } = await ownId.execute(database)
    return Number((rows[0] as { id: number }).id)
  }

  it('that ends an idle connection ends nothing else', async () => {
    const location = await create()
    const database = await migratedForTest(location, 1)
    await runSql(location, kill(await database.read(connectionId)))
    // The first to ask may be told that the connection is gone; the next has a new one.
    await readMeta(database).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'ERR_REGISTRY_DATABASE_UNAVAILABLE' })
    })
    await readMeta(database)
  })

  it('that breaks off a write undoes it, and goes on', async () => {
    const location = await create()
    const database = await migratedForTest(location, 1)
    const work = database.write(async (tx) => {
      await tx.insertInto('hawk_auth_credentials').values(credential()).execute()
      await runSql(location, kill(await connectionId(tx)))
      // Let the end arrive while nothing is asked: it must not end the process.
      await pause(50)
      await tx.insertInto('hawk_auth_audit').values(entry()).execute()
    })
    const error = await errorOf(work)
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    expect(error.message).not.toContain('not known')
    await database.write(async (tx) => {
      expect(await tx.selectFrom('hawk_auth_credentials').selectAll().execute()).toEqual([])
    })
  })

  it('that breaks off at the commit leaves open whether it happened', async () => {
    const location = await create()
    const database = await migratedForTest(location, 1)
    const work = database.write(async (tx) => {
      await runSql(location, kill(await connectionId(tx)))
    })
    const error = await errorOf(work)
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    expect(error.message).toContain('whether the change was made is not known')
  })

  it('at which another holds the lock of the writers is not available', async () => {
    const location = await create()
    const holder = await migratedForTest(location)
    const waiting = await openForTest(location)
    await holder.write(async () => {
      const error = await errorOf(waiting.write(async () => undefined))
      expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    })
    await waiting.write(async () => undefined)
  })

  it('that took no writes is not asked again by the same connection: another may reach the one that does', async () => {
    const database = await migratedForTest(await create(), 1)
    const insert = (): Promise<unknown> =>
      database.commit((kysely) => kysely.insertInto('hawk_auth_credentials').values(credential()).execute())
    for (const change of [insert, () => database.write(async () => undefined)]) {
      await database.read((kysely) => onlyRead.execute(kysely))
      expect((await errorOf(change())).code).toBe('ERR_REGISTRY_DATABASE_READ_ONLY')
      await change()
    }
  })

  it('that takes no writes says so where the tables are to be made, too', async () => {
    const database = await openForTest(await create(), 1)
    await database.read((kysely) => onlyRead.execute(kysely))
    const error = await errorOf(prepareDatabase(database, { migrate: true }))
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_READ_ONLY')
    await prepareDatabase(database, { migrate: true })
  })

  it('that refuses the password, or has no such database, is not available', async () => {
    const location = await create()
    const missing = await openForTest(`${location}_missing`)
    expect((await errorOf(readMeta(missing))).code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    const nobody = new URL(location)
    nobody.username = 'nobody_at_all'
    nobody.password = 'hunter2'
    const error = await errorOf(readMeta(await openForTest(nobody.href)))
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    expect(everythingOf(error)).not.toContain('hunter2')
  })

  it('that lets an account only read refuses its writes as such', async () => {
    const location = await create()
    await migratedForTest(location)
    const database = await openForTest(await reader(location))
    await prepareDatabase(database, { migrate: false })
    const error = await errorOf(database.write(async () => undefined))
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_READ_ONLY')
    expect(everythingOf(error)).not.toContain('hunter2')
  })

  it('without encryption is not used where encryption is asked for', async () => {
    const database = await openForTest(`${await create()}${tls}`)
    expect((await errorOf(readMeta(database))).code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
  })
}

function accountFor(location: string): { url: string; database: string; user: string } {
  const url = new URL(location)
  const database = url.pathname.slice(1)
  const user = `hawk_${database.slice(-12)}`
  url.username = user
  url.password = 'hunter2'
  return { url: url.href, database, user }
}

async function readMeta(database: RegistryDatabase): Promise<void> {
  await database.read((kysely) => kysely.selectFrom('hawk_auth_meta').selectAll().execute())
}

/** Accepts connections and never says a word. */
async function listenSilently(): Promise<number> {
  const server = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  // Node's server hands its port out as AddressInfo.
  return (server.address() as AddressInfo).port
}
