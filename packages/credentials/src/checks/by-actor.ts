import type { ByActor, ByActorOf } from '../registry.js'
import { checkFields, checkWhole } from './bad-input.js'
import { checkActor } from './text.js'

/** Who changes a credential, and the version that was shown; `undefined` is whatever is there. */
export interface CheckedBy {
  actor: string
  version: number | undefined
}

/**
 * Checks the options of an operation that changes nothing that was shown before.
 *
 * @param others - the names of the options beside `actor`
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`
 */
export function checkBy(where: string, options: ByActor, others: readonly string[] = []): string {
  checkFields(where, 'options', options, ['actor', ...others])
  return checkActor(where, options.actor)
}

/**
 * Checks the options of a change.
 *
 * @param others - the names of the options beside `actor` and `version`
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`
 */
export function checkByOf(where: string, options: ByActorOf, others: readonly string[] = []): CheckedBy {
  const actor = checkBy(where, options, ['version', ...others])
  const { version } = options
  return { actor, version: version === undefined ? undefined : checkVersion(where, version) }
}

/** A version that was shown. */
export function checkVersion(where: string, value: unknown): number {
  return checkWhole(where, 'version', value, { min: 1, max: Number.MAX_SAFE_INTEGER })
}
