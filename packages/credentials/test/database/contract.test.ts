import { expect, it } from 'vitest'
import { RegistryError } from '../../src/registry-error.js'
import type { RegistryDatabase } from '../../src/database/registry-database.js'
import { describeEachDatabase } from '../support/databases.js'
import { credential, entry, errorOf, everythingOf, migratedForTest, secret } from './fixtures.js'

describeEachDatabase('a database of the registry', ({ kind, create }) => {
  it('gives rows back as they were written, to the byte and the millisecond', async () => {
    const database = await migratedForTest(await create())
    const written = credential({
      owner: String.raw`o'hara "\n" \ 💥 é e` + '́',
      owner_email: 'ADA@example.com ',
      description: '€'.repeat(1000),
      expires_at_ms: 8_640_000_000_000_000,
    })
    await insertCredentials(database, written)
    const row = await database.read((kysely) =>
      kysely.selectFrom('hawk_auth_credentials').selectAll().executeTakeFirstOrThrow(),
    )
    expect({ ...row }).toEqual(written)
  })

  it('compares text byte for byte', async () => {
    const database = await migratedForTest(await create())
    await insertCredentials(database, credential({ id: 'ci-bot', owner: 'é' }))
    // Text with a NUL is found nowhere, or refused.
    expect(await ownersOf(database, 'id', 'ci-bot\0').catch(() => [])).toEqual([])
    for (const id of ['CI-Bot', 'ci-bot ', 'cí-bot']) {
      expect(await ownersOf(database, 'id', id)).toEqual([])
    }
    for (const owner of ['e', 'É', 'e\u0301', 'é ']) {
      expect(await ownersOf(database, 'owner', owner)).toEqual([])
    }
    expect(await ownersOf(database, 'owner', 'é')).toEqual(['é'])
    await insertCredentials(database, credential({ id: 'CI-Bot' }))
  })

  it('sorts text by its bytes', async () => {
    const database = await migratedForTest(await create())
    const ids = ['_a', 'B', 'a', '-a', 'b', '1', 'A-1', 'A']
    await insertCredentials(database, ...ids.map((id) => credential({ id })))
    const rows = await database.read((kysely) =>
      kysely.selectFrom('hawk_auth_credentials').select('id').orderBy('id').execute(),
    )
    expect(rows.map(({ id }) => id)).toEqual(['-a', '1', 'A', 'A-1', 'B', '_a', 'a', 'b'])
  })

  it('counts in numbers', async () => {
    const database = await migratedForTest(await create())
    const row = await database.read((kysely) =>
      kysely
        .selectFrom('hawk_auth_meta')
        .select(({ fn }) => fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow(),
    )
    expect(row.rows).toBe(1)
  })

  it('keeps values apart from SQL', async () => {
    const database = await migratedForTest(await create())
    await insertCredentials(database, credential())
    const injected = { toString: () => `'x' or 1 = 1` } as unknown as string
    const found = await ownersOf(database, 'id', injected).catch(() => [])
    expect(found).toEqual([])
    for (const id of [`\\' or 1=1 -- `, `' or ''='`]) {
      expect(await ownersOf(database, 'id', id)).toEqual([])
    }
  })

  it('refuses a second credential of an id, a second secret of a fingerprint and an unknown status', async () => {
    const database = await migratedForTest(await create())
    await insertCredentials(database, credential(), credential({ id: 'other' }))
    await insertSecret(database, secret())
    const refused = [
      insertCredentials(database, credential()),
      insertSecret(database, secret({ credential_id: 'other' })),
      insertSecret(database, secret({ fingerprint: 'another' })),
      insertSecret(database, secret({ credential_id: 'nobody', fingerprint: 'another' })),
      insertSecret(database, secret({ slot: 'third' as 'current', fingerprint: 'another' })),
      insertCredentials(database, credential({ id: 'third', status: 'Approved' as 'approved' })),
    ]
    for (const work of refused) expect((await errorOf(work)).code).toBe('ERR_REGISTRY_DATABASE_FAILED')
  })

  it('shows no row in the error of what it refuses', async () => {
    const database = await migratedForTest(await create())
    await insertCredentials(database, credential())
    const sealed = `v1.do-not-show-this'"`
    await insertSecret(database, secret({ sealed, fingerprint: 'do-not-show-either' }))
    const errors = [
      await errorOf(insertSecret(database, secret({ sealed, fingerprint: 'do-not-show-either' }))),
      await errorOf(insertSecret(database, secret({ sealed, slot: 'do-not-show' as 'current' }))),
      await errorOf(insertSecret(database, secret({ sealed: null as unknown as string }))),
      await errorOf(
        insertSecret(database, secret({ sealed, slot: 'previous', not_after_ms: 'do-not-show' as never })),
      ),
    ]
    for (const error of errors) {
      expect(error.cause).toBeInstanceOf(Error)
      expect(everythingOf(error)).not.toMatch(/do-not-show/)
    }
  })

  it('deletes the secrets of a credential with it', async () => {
    const database = await migratedForTest(await create())
    await insertCredentials(database, credential())
    await insertSecret(database, secret())
    await database.write((tx) => tx.deleteFrom('hawk_auth_credentials').execute())
    const left = await database.read((kysely) => kysely.selectFrom('hawk_auth_secrets').selectAll().execute())
    expect(left).toEqual([])
  })

  it('undoes all of a write that throws, and hands on what was thrown', async () => {
    const database = await migratedForTest(await create())
    for (const thrown of [new TypeError('mine'), new RegistryError('ERR_REGISTRY_CONFLICT', 'changed')]) {
      const work = database.write(async (tx) => {
        await tx.insertInto('hawk_auth_credentials').values(credential()).execute()
        await tx.insertInto('hawk_auth_audit').values(entry()).execute()
        throw thrown
      })
      await expect(work).rejects.toBe(thrown)
    }
    expect(await ownersOf(database, 'id', 'ci-bot')).toEqual([])
  })

  it('has every writer see what the one before wrote, whoever it is', async () => {
    const location = await create()
    const first = await migratedForTest(location, 3)
    const second = await migratedForTest(location, 3)
    await insertCredentials(first, credential({ version: 0 }))
    const writes = Array.from({ length: 40 }, (_, index) => addOne(index % 2 === 0 ? first : second))
    await Promise.all(writes)
    expect(await versionOf(first)).toBe(40)
  })

  it('has readers see all of a write or nothing, and does not keep them waiting', async () => {
    const location = await create()
    const writer = await migratedForTest(location)
    const reader = await migratedForTest(location, 1)
    await writer.write(async (tx) => {
      await tx.insertInto('hawk_auth_credentials').values(credential()).execute()
      expect(await ownersOf(reader, 'id', 'ci-bot')).toEqual([])
    })
    expect(await ownersOf(reader, 'id', 'ci-bot')).toEqual(['ada'])
  })

  it('has writers that wait take no connection from readers', async () => {
    // An embedded database has one connection, and a write keeps it.
    if (kind === 'sqlite') return
    const database = await migratedForTest(await create(), 2)
    const waiting: Promise<void>[] = []
    await database.write(async () => {
      for (let count = 0; count < 3; count++) waiting.push(database.write(async () => undefined))
      expect(await ownersOf(database, 'id', 'ci-bot')).toEqual([])
    })
    await Promise.all(waiting)
  })
})

async function insertCredentials(
  database: RegistryDatabase,
  ...rows: ReturnType<typeof credential>[]
): Promise<void> {
  await database.write((tx) => tx.insertInto('hawk_auth_credentials').values(rows).execute())
}

async function insertSecret(database: RegistryDatabase, row: ReturnType<typeof secret>): Promise<void> {
  await database.write((tx) => tx.insertInto('hawk_auth_secrets').values(row).execute())
}

async function ownersOf(
  database: RegistryDatabase,
  column: 'id' | 'owner',
  value: string,
): Promise<string[]> {
  const rows = await database.read((kysely) =>
    kysely.selectFrom('hawk_auth_credentials').select('owner').where(column, '=', value).execute(),
  )
  return rows.map(({ owner }) => owner)
}

async function versionOf(database: RegistryDatabase): Promise<number> {
  const { version } = await database.read((kysely) =>
    kysely.selectFrom('hawk_auth_credentials').select('version').executeTakeFirstOrThrow(),
  )
  return version
}

async function addOne(database: RegistryDatabase): Promise<void> {
  await database.write(async (tx) => {
    const { version } = await tx
      .selectFrom('hawk_auth_credentials')
      .select('version')
      .executeTakeFirstOrThrow()
    await tx
      .updateTable('hawk_auth_credentials')
      .set({ version: version + 1 })
      .execute()
  })
}
