import type { AuditAction } from '../audit.js'
import type { Credential, CredentialStatus } from '../credential.js'
import { RegistryError } from '../registry-error.js'

interface Transition {
  /** The statuses that allow it. */
  from: readonly CredentialStatus[]
  /** The status after it; null leaves it. */
  to: CredentialStatus | null
  /** How the message names it. */
  done: string
}

const LIVING = ['pending', 'approved', 'refused', 'suspended'] as const satisfies CredentialStatus[]

/** The life of a credential: what each operation may be done to, and where it leads. */
const TRANSITIONS = {
  approve: { from: ['pending', 'refused'], to: 'approved', done: 'approved' },
  refuse: { from: ['pending'], to: 'refused', done: 'refused' },
  suspend: { from: ['approved'], to: 'suspended', done: 'suspended' },
  resume: { from: ['suspended'], to: 'approved', done: 'resumed' },
  rotate: { from: ['approved'], to: null, done: 'rotated' },
  reset: { from: ['pending', 'approved', 'suspended'], to: null, done: 'reset' },
  'set-expiry': { from: LIVING, to: null, done: 'given an expiry' },
  reveal: { from: LIVING, to: null, done: 'revealed' },
  delete: { from: LIVING, to: 'deleted', done: 'deleted' },
  free: { from: ['deleted'], to: null, done: 'freed' },
} as const satisfies Partial<Record<AuditAction, Transition>>

/** What can be done to a credential that is there. */
export type TransitionName = keyof typeof TRANSITIONS

/**
 * The status of a credential after an operation. It changes nothing: whoever asks people before they do something can see first
 * whether it could be done.
 *
 * @param name - the operation, as the audit log calls it
 * @throws RegistryError `ERR_REGISTRY_WRONG_STATUS` where the status does not allow it
 * @example
 * statusAfter('approve', { id: 'ci-bot', status: 'pending' }) // 'approved'
 */
export function statusAfter(
  name: TransitionName,
  { id, status }: Pick<Credential, 'id' | 'status'>,
): CredentialStatus {
  const { from, to, done }: Transition = TRANSITIONS[name]
  if (from.includes(status)) return to ?? status
  throw new RegistryError(
    'ERR_REGISTRY_WRONG_STATUS',
    `The credential "${id}" is ${status}; only one that is ${from.join(' or ')} can be ${done}`,
  )
}
