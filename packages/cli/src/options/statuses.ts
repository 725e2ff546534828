import type { CredentialStatus } from '@hawk-auth/credentials'

const ALL = {
  pending: true,
  approved: true,
  refused: true,
  suspended: true,
  deleted: true,
} satisfies Record<CredentialStatus, true>

/** Every status, as `--status` takes it. */
export const STATUSES = Object.keys(ALL) as (keyof typeof ALL)[]
