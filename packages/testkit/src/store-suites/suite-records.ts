import type { HawkCredentials } from '@hawk-auth/core'

/** The records of the credential store suite. Their ids are such as fit the strictest of stores. */
export const SUITE_RECORDS: readonly HawkCredentials[] = [
  { id: 'ci-bot', key: '43 characters of text that is the key itself', approved: true },
  { id: 'constructor', key: 'the key of the constructor', approved: true, algorithm: 'sha512' },
  { id: '__proto__', key: 'the key of the prototype', approved: true },
  { id: 'binary-key', key: Uint8Array.from({ length: 64 }, (_, at) => at * 4), approved: true },
  { id: 'unapproved', key: 'the key of the unapproved', approved: false },
  { id: 'suspended', key: 'the key of the suspended', approved: true, suspended: true },
  { id: 'expired', key: 'the key of the expired', approved: true, expiresAtMs: Date.UTC(2026, 0) },
  { id: 'not-expired', key: 'the key of the not expired', approved: true, expiresAtMs: Date.UTC(2027, 0) },
]
