import { createMemoryNonceStore } from '@hawk-auth/fetch'
import type { HawkCredentials, MemoryNonceStore } from '@hawk-auth/fetch'
import { createFakeClock, createMemoryCredentialStore } from '@hawk-auth/testkit'

/** The records of the tests carry something of their own. */
export interface Client extends HawkCredentials {
  team: string
}

export const ALICE: Client = { id: 'alice', key: 'the key of alice', approved: true, team: 'builders' }

const CLIENTS: readonly Client[] = [
  ALICE,
  { id: 'unapproved', key: 'a key', approved: false, team: 'none' },
  { id: 'suspended', key: 'a key', approved: true, suspended: true, team: 'none' },
  { id: 'expired', key: 'a key', approved: true, expiresAtMs: 1, team: 'none' },
  { id: 'broken', key: '', approved: true, team: 'none' },
]

/** The clock of guards and of signed requests. */
export const clock = createFakeClock()

/** What every guard of the tests is made with; its replay cache is its own. */
export function options(): {
  credentials: ReturnType<typeof createMemoryCredentialStore<Client>>
  nonces: MemoryNonceStore
  allowProcessNonces: true
  clock: typeof clock
} {
  return {
    credentials: createMemoryCredentialStore(CLIENTS),
    nonces: createMemoryNonceStore({ maxEntries: 1000 }),
    allowProcessNonces: true,
    clock,
  }
}
