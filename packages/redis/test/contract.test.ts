import { afterAll, describe } from 'vitest'
import { REDIS, startRedis } from '../../../test/support/redis-servers.js'
import type { RedisServer } from '../../../test/support/redis-servers.js'
import { isMissing } from '../../../test/support/services.js'
import { CLIENT_KINDS } from './support/clients.js'
import { suiteOver } from './support/suite-over.js'

const isSkipped = isMissing(REDIS, 'the replay cache on Redis')

describe.skipIf(isSkipped)('the contract of a nonce store, on one server', () => {
  for (const kind of CLIENT_KINDS) {
    describe(kind.name, () => {
      let server: RedisServer
      suiteOver(async () => {
        server = await startRedis()
        return kind.connect(server)
      }, `by ${kind.name}`)
      afterAll(() => server.stop())
    })
  }
})
