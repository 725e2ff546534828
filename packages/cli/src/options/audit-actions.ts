import type { AuditAction } from '@hawk-auth/credentials'

/** Every action, as `--action` takes it. */
export const AUDIT_ACTIONS = Object.keys({
  request: true,
  import: true,
  approve: true,
  refuse: true,
  suspend: true,
  resume: true,
  rotate: true,
  reset: true,
  'set-expiry': true,
  delete: true,
  free: true,
  reveal: true,
  rewrap: true,
  copy: true,
} satisfies Record<AuditAction, true>)
