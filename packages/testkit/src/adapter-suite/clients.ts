import type { HawkCredentials } from '@hawk-auth/core'

const EXPIRED_AT_MS = Date.UTC(2026, 0, 1)

/** The clients of the suite, one for every state of a credential. */
export const CLIENTS = {
  alice: { id: 'alice', key: 'the key of alice', approved: true },
  bob: { id: 'bob', key: 'the key of bob', approved: true },
  unapproved: { id: 'unapproved', key: 'the key of nobody yet', approved: false },
  suspended: { id: 'suspended', key: 'the key of the suspended', approved: true, suspended: true },
  expired: { id: 'expired', key: 'the key of the past', approved: true, expiresAtMs: EXPIRED_AT_MS },
  broken: { id: 'broken', key: '', approved: true },
} as const satisfies Record<string, HawkCredentials>

/** A client whom no store knows. */
export const STRANGER = {
  id: 'stranger',
  key: 'a key that nobody gave',
  approved: true,
} satisfies HawkCredentials
