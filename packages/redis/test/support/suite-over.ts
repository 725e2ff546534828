import { nonceStoreSuite } from '@hawk-auth/testkit'
import { afterAll, beforeAll, describe, it } from 'vitest'
import type { Connected } from './clients.js'
import { storeOver } from './stores.js'

let cases = 0

/** The testkit's suite by one client. Each case begins without nonces: under a prefix of its own. */
export function suiteOver(connect: () => Promise<Connected>, name: string): void {
  let connected: Connected
  beforeAll(async () => {
    connected = await connect()
  })
  afterAll(() => {
    connected.close()
  })
  nonceStoreSuite(
    { describe, it },
    {
      name,
      createStore: () => {
        cases++
        return storeOver(connected, { prefix: `case:${cases}:`, timeoutMs: 10_000 })
      },
    },
  )
}
