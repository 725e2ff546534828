import type { NewCredential, RegistryAlgorithm } from '../credential.js'
import type { CredentialRow } from '../schema.js'
import { badInput, checkFields, kindOf } from './bad-input.js'
import { checkNewId } from './id.js'
import { checkOwner, checkText } from './text.js'

const ALGORITHMS: readonly unknown[] = ['sha256', 'sha384', 'sha512'] satisfies RegistryAlgorithm[]
const EARLIEST_MS = 1e11
const LATEST_MS = 8.64e15

export const NEW_CREDENTIAL_FIELDS = [
  'id',
  'owner',
  'ownerEmail',
  'description',
  'algorithm',
  'expiresAtMs',
] as const satisfies readonly (keyof NewCredential)[]

/** What a new row of credentials takes from the one who asks for it. */
export type CheckedCredential = Pick<
  CredentialRow,
  'id' | 'owner' | 'owner_email' | 'description' | 'expires_at_ms'
> & { algorithm: RegistryAlgorithm }

/**
 * Checks what a new credential needs and fills the defaults in.
 *
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`
 */
export function checkNewCredential(
  where: string,
  credential: NewCredential,
  nowMs: number,
  fields: readonly string[] = NEW_CREDENTIAL_FIELDS,
): CheckedCredential {
  checkFields(where, 'credential', credential, fields)
  const { id, owner, ownerEmail = null, description, algorithm = 'sha256', expiresAtMs = null } = credential
  return {
    id: checkNewId(where, id),
    owner: checkOwner(where, owner),
    owner_email: ownerEmail === null ? null : checkText(where, 'ownerEmail', ownerEmail, { maxBytes: 320 }),
    description: checkText(where, 'description', description, { maxCharacters: 1000 }),
    algorithm: checkAlgorithm(where, algorithm),
    expires_at_ms: checkFutureExpiry(where, expiresAtMs, nowMs),
  }
}

/** Whether a value names an algorithm that credentials may have. */
export function isRegistryAlgorithm(value: unknown): value is RegistryAlgorithm {
  return ALGORITHMS.includes(value)
}

/** When a credential stops working; null is never. */
export function checkExpiry(where: string, value: unknown): number | null {
  if (value === null) return null
  if (Number.isSafeInteger(value) && Number(value) >= EARLIEST_MS && Number(value) <= LATEST_MS)
    return Number(value)
  throw badInput(
    where,
    `"expiresAtMs" must be whole milliseconds since the epoch (not seconds) or null, got ${kindOf(value)}`,
  )
}

function checkFutureExpiry(where: string, value: unknown, nowMs: number): number | null {
  const expiresAtMs = checkExpiry(where, value)
  if (expiresAtMs === null || expiresAtMs > nowMs) return expiresAtMs
  throw badInput(where, '"expiresAtMs" must be in the future')
}

function checkAlgorithm(where: string, value: unknown): RegistryAlgorithm {
  if (isRegistryAlgorithm(value)) return value
  throw badInput(where, `"algorithm" must be one of ${ALGORITHMS.join(', ')}, got ${kindOf(value)}`)
}
