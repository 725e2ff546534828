import { RegistryError } from '../registry-error.js'
import { badInput, kindOf } from './bad-input.js'

const ID = /^[-a-zA-Z0-9_]{1,32}$/

/** Whether a value can be an id. Whatever can't is never asked of the database. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value)
}

/** An id for a new credential. */
export function checkNewId(where: string, value: unknown): string {
  if (isId(value)) return value
  throw badInput(where, `"id" must be 1 to 32 of A-Z, a-z, 0-9, "-" and "_", got ${kindOf(value)}`)
}

/** The id of a credential that is there already. */
export function checkKnownId(where: string, value: unknown): string {
  if (isId(value)) return value
  if (typeof value !== 'string') throw badInput(where, `the id must be text, got ${kindOf(value)}`)
  throw new RegistryError(
    'ERR_REGISTRY_UNKNOWN_ID',
    `${where}: no credential has this id; ids are 1 to 32 of A-Z, a-z, 0-9, "-" and "_"`,
  )
}
