import { nonceStoreSuite } from '@hawk-auth/testkit'
import { afterAll, describe, it } from 'vitest'
import { createSqlNonceStore } from '../../src/index.js'
import type { SqlNonceStore } from '../../src/index.js'
import { describeEachDatabase } from '../support/databases.js'

describeEachDatabase('what is asked of every replay cache, of the one in a database', ({ label, create }) => {
  const opened: SqlNonceStore[] = []

  afterAll(() => Promise.all(opened.map((store) => store.close())))

  nonceStoreSuite(
    { describe, it },
    {
      name: `a nonce store on ${label}`,
      async createStore() {
        const store = await createSqlNonceStore({
          database: await create(),
          migrate: true,
          timeoutMs: 10_000,
        })
        opened.push(store)
        return store
      },
    },
  )
})
