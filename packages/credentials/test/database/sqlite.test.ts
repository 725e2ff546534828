import { DatabaseSync } from '@photostructure/sqlite'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { prepareDatabase } from '../../src/database/migrations.js'
import { openDatabase } from '../../src/database/open-database.js'
import { migrateDatabase } from '../../src/index.js'
import { describeDatabase, runSql } from '../support/databases.js'
import { credential, entry, errorOf, migratedForTest, openForTest } from './fixtures.js'

describeDatabase('sqlite', 'an embedded database', ({ create }) => {
  it('is for its owner alone, whatever the umask', async () => {
    const file = await create()
    const before = process.umask(0)
    onTestFinished(() => void process.umask(before))
    await migratedForTest(file)
    expect(['', '-wal', '-shm'].map((part) => modeOf(`${file}${part}`))).toEqual([0o600, 0o600, 0o600])
  })

  it('is taken from others who might read it', async () => {
    const file = await create()
    closeSync(openSync(file, 'wx', 0o644))
    chmodSync(file, 0o644)
    await migratedForTest(file)
    expect(modeOf(file)).toBe(0o600)
  })

  it('is for its owner alone behind a link, too', async () => {
    const file = await create()
    const link = join(dirname(file), 'link.sqlite')
    symlinkSync(file, link)
    await migratedForTest(link)
    expect(modeOf(file)).toBe(0o600)
  })

  it('is written ahead, and overwrites what it deletes', async () => {
    const file = await create()
    const database = await migratedForTest(file)
    const row = credential({ description: 'to be forgotten' })
    await database.write((tx) => tx.insertInto('hawk_auth_credentials').values(row).execute())
    const direct = new DatabaseSync(file)
    onTestFinished(() => direct.close())
    expect(direct.prepare('pragma journal_mode').get()).toMatchObject({ journal_mode: 'wal' })
    const written = (): Buffer => {
      direct.exec('pragma wal_checkpoint(truncate)')
      return readFileSync(file)
    }
    expect(written().includes('to be forgotten')).toBe(true)
    await database.write((tx) => tx.deleteFrom('hawk_auth_credentials').execute())
    expect(written().includes('to be forgotten')).toBe(false)
  })

  it('in memory works alike', async () => {
    const database = await openForTest(':memory:')
    await prepareDatabase(database, { migrate: false })
    await database.write(async () => undefined)
    expect(database).toMatchObject({ file: null, name: ':memory:' })
  })

  it('can be closed before anybody asked it, and twice', async () => {
    const file = await create()
    const database = await openDatabase(file)
    await database.close()
    await database.close()
  })

  it('in a directory that is not there is an error that names the directory', async () => {
    const directory = join(dirname(await create()), 'missing')
    const error = await errorOf(openDatabase(join(directory, 'hawk-auth.sqlite')))
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    expect(error.message).toContain(`${directory} of the database does not exist`)
  })

  it('that is a directory, or no database, is an error', async () => {
    const file = await create()
    mkdirSync(file)
    expect((await errorOf(openDatabase(file))).code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    const other = `${file}.txt`
    writeFileSync(other, 'no database '.repeat(100))
    const error = await errorOf(openDatabase(other))
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_FAILED')
    expect(error.message).toContain('no SQLite database')
  })

  it.each(['no database', 'no database '.repeat(100)])(
    'leaves a file that is no database to others who may read it',
    async (text) => {
      const file = await create()
      writeFileSync(file, text)
      chmodSync(file, 0o644)
      expect((await errorOf(openDatabase(file))).code).toBe('ERR_REGISTRY_DATABASE_FAILED')
      expect({ mode: modeOf(file), text: readFileSync(file, 'utf8') }).toEqual({ mode: 0o644, text })
    },
  )

  it.each([
    ['tables', ['create table songs (title text)']],
    ['a view', ['create view songs as select 1 as title']],
    [
      'tables of a virtual kind, and views that are broken',
      ['create virtual table songs using fts5(title)', 'create view broken as select * from nowhere'],
    ],
  ])(
    'of somebody else alone, with %s, is opened only to be migrated, and stays as it is',
    async (_what, statements) => {
      const file = await create()
      await runSql(file, ...statements)
      chmodSync(file, 0o644)
      const before = readFileSync(file)
      const error = await errorOf(openDatabase(file))
      expect(error.code).toBe('ERR_REGISTRY_NOT_MIGRATED')
      expect(error.message).toContain('hawk-auth credentials migrate')
      expect({ mode: modeOf(file), bytes: readFileSync(file) }).toEqual({ mode: 0o644, bytes: before })
      await migrateDatabase({ database: file })
      await (await openForTest(file)).write(async () => undefined)
      expect(modeOf(file)).toBe(0o600)
    },
  )

  it.each([
    ['in a directory that may only be read', 0o666, 0o555],
    ['in a file that may only be read', 0o444, 0o777],
  ])('%s is refused as such', async (_where, fileMode, directoryMode) => {
    const file = await create()
    const before = await openDatabase(file)
    await prepareDatabase(before, { migrate: true })
    await before.close()
    chmodSync(file, fileMode)
    chmodSync(dirname(file), directoryMode)
    asOrdinaryUser()
    const error = await errorOf(openDatabase(file))
    // Whether a directory may be written to is asked for the real user. Where that is root, SQLite finds out later.
    const isLate = fileMode === 0o666 && process.getuid?.() === 0
    expect(error.code).toBe(`ERR_REGISTRY_DATABASE_${isLate ? 'UNAVAILABLE' : 'READ_ONLY'}`)
    expect(error.message).toContain(file)
    expect(error.message).toMatch(/may (not )?write to/)
  })

  it('is not made in a directory that may only be read', async () => {
    const file = await create()
    chmodSync(dirname(file), 0o555)
    asOrdinaryUser()
    expect((await errorOf(openDatabase(file))).code).toBe('ERR_REGISTRY_DATABASE_READ_ONLY')
  })

  it('that came to be read only refuses writes as such', async () => {
    const file = await create()
    const database = await migratedForTest(file)
    await database.write((transaction) => sql`pragma query_only = on`.execute(transaction))
    const error = await errorOf(database.write(async () => undefined))
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_READ_ONLY')
  })

  it('tells what goes wrong with a statement that gives rows, too', async () => {
    const file = await create()
    const database = await migratedForTest(file)
    const giveBack = (): Promise<unknown> =>
      database.write((tx) => tx.insertInto('hawk_auth_audit').values(entry()).returning('seq').execute())
    await giveBack()
    const other = new DatabaseSync(file)
    onTestFinished(() => other.close())
    other.exec('drop table hawk_auth_audit')
    expect((await errorOf(giveBack())).code).toBe('ERR_REGISTRY_NOT_MIGRATED')
    other.exec('create table hawk_auth_audit (seq integer primary key check (seq > 9))')
    expect((await errorOf(giveBack())).code).toBe('ERR_REGISTRY_DATABASE_FAILED')
    await database.commit((kysely) => sql`pragma query_only = on`.execute(kysely))
    const work = database.commit((kysely) =>
      kysely.insertInto('hawk_auth_meta').values({ name: 'x', value: 'y' }).returning('name').execute(),
    )
    expect((await errorOf(work)).code).toBe('ERR_REGISTRY_DATABASE_READ_ONLY')
  })

  it('has writes of one process wait for each other without stopping it', async () => {
    const file = await create()
    const [first, second] = [await migratedForTest(file), await migratedForTest(file)]
    const order: string[] = []
    let other: Promise<unknown> = Promise.resolve()
    await first.write(async () => {
      other = second.write(async () => order.push('second'))
      // Long enough for the second to ask for the lock; it must not have the process stand still.
      for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve))
      order.push('first')
    })
    await other
    expect(order).toEqual(['first', 'second'])
  })

  it('is read while a write waits for that of another process', async () => {
    const file = await create()
    const database = await migratedForTest(file)
    const other = new DatabaseSync(file)
    onTestFinished(() => other.close())
    other.exec('begin immediate')
    const order: string[] = []
    const write = database.write(async () => void order.push('written'))
    await database.read((reading) => reading.selectFrom('hawk_auth_meta').selectAll().execute())
    order.push('read')
    other.exec('rollback')
    await write
    expect(order).toEqual(['read', 'written'])
  })

  it('that another process keeps writing to is not available', async () => {
    const file = await create()
    const database = await migratedForTest(file)
    const other = new DatabaseSync(file)
    onTestFinished(() => other.close())
    other.exec('begin immediate')
    const error = await errorOf(database.write(async () => undefined))
    expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
    expect(error.message).toContain('another process writes')
    other.exec('rollback')
    await database.write(async () => undefined)
  })
})

/** Root may write everywhere: for the rest of a test it is somebody else. */
function asOrdinaryUser(): void {
  if (process.geteuid?.() !== 0) return
  process.seteuid?.('nobody')
  onTestFinished(() => process.seteuid?.(0))
}

function modeOf(file: string): number {
  return statSync(file).mode & 0o777
}
