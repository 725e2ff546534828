import { RegistryError } from '../registry-error.js'

/** The error for something handed in that is not what it must be. `what` never holds the value of a text. */
export function badInput(where: string, what: string): RegistryError {
  return new RegistryError('ERR_REGISTRY_BAD_INPUT', `${where}: ${what}`)
}

/** Says what a value is without showing text, which could be a secret. */
export function kindOf(value: unknown): string {
  if (typeof value === 'string') return `text of ${value.length} characters`
  if (typeof value === 'number' || typeof value === 'boolean' || value == null) return String(value)
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/**
 * Refuses what is no object, and every field whose name is not in `known`.
 *
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`
 */
export function checkFields(where: string, name: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badInput(where, `the ${name} must be an object, got ${kindOf(value)}`)
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue
    const shown = /^\w{1,24}$/.test(key) ? ` "${key}"` : ''
    throw badInput(where, `the ${name} must not have the field${shown}; known are ${known.join(', ')}`)
  }
}

/** Refuses anything but true, false or `undefined`, which is false. */
export function checkFlag(where: string, name: string, value: unknown): boolean {
  if (value === undefined || value === false) return false
  if (value === true) return true
  throw badInput(where, `"${name}" must be true or false, got ${kindOf(value)}`)
}

/** Refuses anything but a whole number from `min` to `max`. */
export function checkWhole(
  where: string,
  name: string,
  value: unknown,
  { min, max }: { min: number; max: number },
): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value
  throw badInput(where, `"${name}" must be a whole number from ${min} to ${max}, got ${kindOf(value)}`)
}

/** Refuses anything but a function or `undefined`. */
export function checkCallback<F>(where: string, name: string, value: F | undefined): F | undefined {
  if (value === undefined || typeof value === 'function') return value
  throw badInput(where, `"${name}" must be a function, got ${kindOf(value)}`)
}
