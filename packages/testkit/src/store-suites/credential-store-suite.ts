import { createVerifier } from '@hawk-auth/core'
import type { CredentialStore, FindCredentials, Found, HawkCredentials } from '@hawk-auth/core'
import { deepEqual, equal, ok } from 'node:assert/strict'
import { createFakeClock } from '../fake-clock.js'
import { forgeAuthorization } from '../forge-authorization.js'
import type { TestRunner } from '../test-runner.js'
import { SUITE_RECORDS } from './suite-records.js'

/** A credential store, or a function that serves as one. */
export type AnyCredentialStore = CredentialStore<HawkCredentials> | FindCredentials<HawkCredentials>

/** A credential store, as the suite needs to know it. */
export interface CredentialStoreUnderTest {
  /** Begins the names of the cases. */
  name: string
  /** Makes a store that holds exactly these records. */
  createStore: (records: readonly HawkCredentials[]) => AnyCredentialStore | Promise<AnyCredentialStore>
  /** Ends a store. */
  close?: (store: AnyCredentialStore) => void | Promise<void>
}

const UNKNOWN_IDS = [
  ...[
    'CI-Bot',
    'CI-BOT',
    'ci-bot ',
    ' ci-bot',
    'ci_bot',
    'ci-bo',
    'ci-bott',
    'ci-bot0',
    'ci-bot%00',
    'ci%2Dbot',
  ],
  ...[
    '*',
    '%',
    'ci-%',
    'ci-bo_',
    'ci-bo?',
    'ci-*',
    "' OR '1'='1",
    "ci-bot'--",
    '{"$gt":""}',
    '../ci-bot',
    '.*',
  ],
  ...[
    'toString',
    'hasOwnProperty',
    'prototype',
    'valueOf',
    'then',
    '0',
    '-1',
    'null',
    'undefined',
    'x'.repeat(4000),
  ],
]

/**
 * Holds a credential store against its contract: known ids give exactly their records, every other id gives nothing,
 * and what a verifier makes of the records is right.
 *
 * @param runner - `describe` and `it` of vitest, node:test or the like
 * @param store - makes the stores; each case has one of its own
 * @example
 * credentialStoreSuite({ describe, it }, { name: 'my store', createStore: async (records) => fill(database, records) })
 */
export function credentialStoreSuite(
  runner: TestRunner,
  { name, createStore, close }: CredentialStoreUnderTest,
): void {
  const it = (title: string, body: (store: CredentialStore<HawkCredentials>) => Promise<void>): void => {
    runner.it(title, async () => {
      const made = await createStore(SUITE_RECORDS)
      try {
        await body(typeof made === 'function' ? { find: made } : made)
      } finally {
        await close?.(made)
      }
    })
  }

  runner.describe(name, () => {
    it('gives each record for its id', async (store) => {
      for (const record of SUITE_RECORDS) isRecord(await find(store, record.id), record)
    })

    it('gives nothing for an id that it does not have, however near', async (store) => {
      for (const id of UNKNOWN_IDS) {
        equal((await find(store, id)) ?? undefined, undefined, `"${id.slice(0, 40)}" is unknown`)
      }
    })

    it('gives the same answers when it is asked again', async (store) => {
      for (let round = 0; round < 3; round++) {
        for (const record of SUITE_RECORDS) isRecord(await find(store, record.id), record)
        equal((await find(store, 'nobody')) ?? undefined, undefined)
      }
    })

    it('gives everybody his own answer when many ask at once', async (store) => {
      const records = Array.from({ length: 20 }, () => SUITE_RECORDS).flat()
      const answers = await Promise.all(
        records.map(async ({ id }) => {
          const known = await find(store, id)
          return [known, await find(store, `${id}-unknown`)] as const
        }),
      )
      answers.forEach(([known, unknown], at) => {
        isRecord(known, records[at])
        equal(unknown ?? undefined, undefined)
      })
    })

    it('takes reports of use, of ids that it does not have too, without failing', async (store) => {
      store.used?.('ci-bot', Date.UTC(2026, 10, 23))
      store.used?.('nobody', Date.UTC(2026, 10, 23))
      isRecord(await find(store, 'ci-bot'), SUITE_RECORDS[0])
    })

    it('has a verifier accept the approved, and refuse everybody else for the right reason', async (store) => {
      deepEqual(await verdicts(store), [
        ['ci-bot', 'accepted'],
        ['constructor', 'accepted'],
        ['__proto__', 'accepted'],
        ['binary-key', 'accepted'],
        ['unapproved', 'ERR_HAWK_NOT_APPROVED'],
        ['suspended', 'ERR_HAWK_SUSPENDED'],
        ['expired', 'ERR_HAWK_EXPIRED_CREDENTIALS'],
        ['not-expired', 'accepted'],
        ['nobody', 'ERR_HAWK_BAD_MAC'],
      ])
    })
  })
}

async function find(store: CredentialStore<HawkCredentials>, id: string): Promise<Found<HawkCredentials>> {
  return store.find(id, { id, ts: '1795392000', nonce: 'nonce' })
}

/** Whether a record says what it must say; it may hold more. */
function isRecord(found: Found<HawkCredentials>, expected: HawkCredentials | undefined): void {
  ok(found && expected, `there is a record for "${String(expected?.id)}"`)
  equal(found.id, expected.id)
  deepEqual(keyBytes(found), keyBytes(expected))
  equal(found.approved, expected.approved, 'approved is a boolean')
  equal(found.suspended !== undefined && found.suspended !== false, expected.suspended === true, 'suspended')
  equal(found.expiresAtMs ?? undefined, expected.expiresAtMs, 'expiresAtMs is in milliseconds')
  equal(found.algorithm ?? 'sha256', expected.algorithm ?? 'sha256')
}

function keyBytes({ key }: HawkCredentials): Buffer {
  return typeof key === 'string' ? Buffer.from(key, 'utf8') : Buffer.from(key)
}

/** What a verifier says to each of the clients. */
async function verdicts(store: CredentialStore<HawkCredentials>): Promise<[id: string, verdict: string][]> {
  const clock = createFakeClock()
  const verifier = createVerifier<HawkCredentials>({ credentials: store, clock })
  const told: [id: string, verdict: string][] = []
  const place = { method: 'GET', target: '/', host: 'example.com', port: 443 }
  for (const credentials of [...SUITE_RECORDS, { id: 'nobody', key: 'guessed', approved: true }]) {
    const ts = String(clock() / 1000)
    const authorization = forgeAuthorization({ ...place, credentials, ts, nonce: credentials.id })
    const verdict = await verifier.verify({ ...place, authorization })
    told.push([credentials.id, verdict.ok ? 'accepted' : verdict.error.code])
  }
  return told
}
