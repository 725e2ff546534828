/** The smallest and the largest value an option may have, both included. */
export interface Bounds {
  min: number
  max: number
}

/** Text up to this length is shown as it is; longer text could be a key, and is only counted. */
const LONGEST_TEXT_SHOWN = 10

/** Says what a value is, for a message: its kind, and the value itself only where it cannot be a secret. */
export function describe(value: unknown): string {
  if (typeof value === 'string') {
    return value.length <= LONGEST_TEXT_SHOWN ? JSON.stringify(value) : `text of ${value.length} characters`
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value == null) return String(value)
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** The error for an option that is not what it must be. */
export function mistake(where: string, name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`${where}: "${name}" must be ${expected}, got ${describe(value)}`)
}

/**
 * Refuses options that are no object, and every option whose name is not in `known`.
 *
 * @param where - the function that was called, for the message
 * @throws TypeError that names the option
 */
export function checkKeys(where: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${where}: the options must be an object, got ${describe(options)}`)
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new TypeError(`${where}: unknown option "${name}"; known are ${known.join(', ')}`)
    }
  }
}

/**
 * Refuses anything but a whole number within bounds.
 *
 * @param where - the function that was called, for the message
 * @throws TypeError that names the option, its bounds and what came instead
 */
export function checkWholeNumber(where: string, name: string, value: unknown, bounds: Bounds): void {
  if (Number.isInteger(value) && Number(value) >= bounds.min && Number(value) <= bounds.max) return
  throw new TypeError(
    `${where}: "${name}" must be a whole number from ${bounds.min} to ${bounds.max}, got ${describe(value)}`,
  )
}

/**
 * Refuses anything but a function or `undefined`.
 *
 * @param where - the function that was called, for the message
 * @throws TypeError that names the option and what came instead
 */
export function checkOptionalFunction(where: string, name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return
  throw new TypeError(`${where}: "${name}" must be a function, got ${describe(value)}`)
}
