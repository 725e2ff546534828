import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { migrateDatabase, openRegistry } from '../../src/index.js'
import { runSql } from '../support/databases.js'
import { failureOf } from '../support/failures.js'
import { BY_ADMIN, approved } from '../support/lives.js'
import { newMasterKey } from '../support/registry-bench.js'
import { OWN_SERVERS } from './support/own-servers.js'
import type { OwnServer } from './support/own-servers.js'

const SUITE = 'a MariaDB whose tables are without transactions unless told'
const MARIADB = OWN_SERVERS.filter(({ label }) => label === 'MariaDB')

describe.each(MARIADB)(SUITE, ({ isMissing, make }) => {
  describe.skipIf(isMissing(SUITE))('keeps transactions', () => {
    let server: OwnServer

    beforeAll(async () => {
      server = await make()
      await runSql(server.adminLocation, 'set global default_storage_engine = MyISAM')
    }, 60_000)

    afterAll(() => server.remove(), 60_000)

    it('makes a change together with its entry, or not at all', async () => {
      const masterKey = newMasterKey('k1')
      const registry = await openRegistry({ database: server.location, masterKey, migrate: true })
      onTestFinished(() => registry.close())
      await approved(registry, 'ci-bot')
      await runSql(
        server.adminLocation,
        "create trigger no_entries before insert on hawk_auth_audit for each row signal sqlstate '45000'",
      )
      await failureOf(registry.suspend('ci-bot', BY_ADMIN))
      expect(await registry.get('ci-bot')).toMatchObject({ status: 'approved', version: 2 })
    })

    it('has no table in another engine', async () => {
      await migrateDatabase({ database: server.location })
      const connection = await createConnection(server.adminLocation)
      onTestFinished(() => connection.end())
      const [engines] = await connection.query(
        'select distinct engine as engine from information_schema.tables where table_schema = database()',
      )
      expect(engines).toEqual([{ engine: 'InnoDB' }])
    })
  })
})
