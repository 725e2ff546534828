/** Every {@link AuditAction}. */
export const AUDIT_ACTIONS = [
  'request',
  'import',
  'approve',
  'refuse',
  'suspend',
  'resume',
  'rotate',
  'reset',
  'set-expiry',
  'delete',
  'free',
  'reveal',
  'rewrap',
  'copy',
] as const

/** What was done. */
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/** One line of the audit log. */
export interface AuditEntry {
  /** Grows with each entry. */
  readonly seq: number
  /** Ms since the epoch. */
  readonly atMs: number
  readonly actor: string
  readonly action: AuditAction
  /** The credential; empty where it concerns all (`rewrap`, `copy`). */
  readonly id: string
  /** Its owner at that time. */
  readonly owner: string | null
  /** Its version after the change. */
  readonly version: number | null
  /** What else is to be known: `{ overlapMs }`, `{ isOwnRequest: true }`; never a secret. */
  readonly details: Readonly<Record<string, unknown>>
}
