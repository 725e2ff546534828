import type { CredentialStore, HawkCredentials } from '@hawk-auth/core'
import { createFakeClock, credentialStoreSuite } from '@hawk-auth/testkit'
import { afterAll, describe, it } from 'vitest'
import { openRegistry } from '../../src/index.js'
import type { CredentialRegistry, ImportedCredential, RegistryAlgorithm } from '../../src/index.js'
import { describeEachDatabase } from '../support/databases.js'
import { BY_ADMIN } from '../support/lives.js'
import { newMasterKey } from '../support/registry-bench.js'

/** When the suite's records are made; its own clock stands later, when one of them has expired. */
const BEFORE_ALL_MS = Date.UTC(2025, 11)

/** The suite's keys are bytes and sentences; a registry takes printable text. Each has its own spelling. */
function secretOf(key: string | Uint8Array): string {
  return Buffer.from(key).toString('base64url')
}

function importedOf(record: HawkCredentials): ImportedCredential {
  const { id, key, approved, algorithm = 'sha256', expiresAtMs = null } = record
  // The suite has no sha1.
  const rest = { algorithm: algorithm as RegistryAlgorithm, expiresAtMs, approved }
  return { id, owner: 'ada', description: 'A record of the suite', secret: secretOf(key), ...rest }
}

/** A registry's store, with the keys as the suite wrote them. */
function withSuiteKeys(store: CredentialStore<HawkCredentials>): CredentialStore<HawkCredentials> {
  return {
    async find(id, header) {
      const found = await store.find(id, header)
      if (found == null) return found
      return { ...found, key: Buffer.from(String(found.key), 'base64url') }
    },
    used: (id, atMs) => store.used?.(id, atMs),
  }
}

describeEachDatabase(
  'what is asked of every credential store, of the one of a registry',
  ({ label, create }) => {
    const opened: CredentialRegistry[] = []

    afterAll(() => Promise.all(opened.map((registry) => registry.close())))

    credentialStoreSuite(
      { describe, it },
      {
        name: `the store of a registry on ${label}`,
        async createStore(records) {
          const clock = createFakeClock(BEFORE_ALL_MS)
          const registry = await openRegistry({
            database: await create(),
            masterKey: newMasterKey('k1'),
            migrate: true,
            clock,
          })
          opened.push(registry)
          await registry.import(records.map(importedOf), { ...BY_ADMIN, allowWeakSecrets: true })
          for (const { id, suspended } of records)
            if (suspended === true) await registry.suspend(id, BY_ADMIN)
          clock.set(createFakeClock()())
          return withSuiteKeys(registry.credentialStore())
        },
      },
    )
  },
)
