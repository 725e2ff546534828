import type { CredentialStatus } from '@hawk-auth/credentials'

/** Every status, as `--status` takes it. */
export const STATUSES = Object.keys({
  pending: true,
  approved: true,
  refused: true,
  suspended: true,
  deleted: true,
} satisfies Record<CredentialStatus, true>)
