import type { HawkCredentials } from '@hawk-auth/core'

/** Whom honest requests come from. The store finds Alice at once, and Bob later. */
export const HONEST = {
  alice: { id: 'alice', key: 'the key of alice', approved: true },
  bob: { id: 'bob', key: 'the key of bob', approved: true, algorithm: 'sha512' },
} as const satisfies Record<string, HawkCredentials>

/** Known to the store, and never admitted. */
export const NEVER_ADMITTED = {
  pending: { id: 'pending', key: 'the key of pending', approved: false },
  suspended: { id: 'suspended', key: 'the key of suspended', approved: true, suspended: true },
  expired: { id: 'expired', key: 'the key of expired', approved: true, expiresAtMs: 1 },
} as const satisfies Record<string, HawkCredentials>

/** Not known to the store. */
export const STRANGER: HawkCredentials = { id: 'stranger', key: 'the key of nobody', approved: true }

const RECORDS = new Map<string, HawkCredentials>(
  [...Object.values(HONEST), ...Object.values(NEVER_ADMITTED)].map((record) => [record.id, record]),
)

/** The store of the servers under test: half of what it knows it says at once. */
export function findCredentials(id: string): HawkCredentials | undefined | Promise<HawkCredentials> {
  const record = RECORDS.get(id)
  return record === HONEST.bob ? Promise.resolve(record) : record
}
