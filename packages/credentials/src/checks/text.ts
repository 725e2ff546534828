import { badInput, kindOf } from './bad-input.js'

/** Control characters (C0, DEL, C1) and surrogates without their other half. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u

interface TextBounds {
  maxBytes?: number
  maxCharacters?: number
  /** Default false. */
  mayBeEmpty?: boolean
}

/**
 * Checks text that people or programs gave: its kind, its length, and that no character of it is a control character
 * or half of one.
 *
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`
 */
export function checkText(where: string, name: string, value: unknown, bounds: TextBounds): string {
  if (typeof value !== 'string') throw badInput(where, `"${name}" must be text, got ${kindOf(value)}`)
  if (value === '' && bounds.mayBeEmpty !== true) throw badInput(where, `"${name}" must not be empty`)
  const { maxBytes = Infinity, maxCharacters = Infinity } = bounds
  if (isLongerThan(value, maxCharacters)) {
    throw badInput(where, `"${name}" must be at most ${maxCharacters} characters`)
  }
  if (Buffer.byteLength(value) > maxBytes) {
    throw badInput(where, `"${name}" must be at most ${maxBytes} bytes of UTF-8`)
  }
  if (UNPRINTABLE.test(value)) {
    throw badInput(where, `"${name}" must hold neither control characters (newlines too) nor half characters`)
  }
  return value
}

/** Who answers for a credential. */
export function checkOwner(where: string, value: unknown): string {
  return checkText(where, 'owner', value, { maxBytes: 255 })
}

/** Who does something. */
export function checkActor(where: string, value: unknown): string {
  return checkText(where, 'actor', value, { maxBytes: 255 })
}

/** No character has more than two code units, so that long text is refused before it is counted. */
function isLongerThan(text: string, characters: number): boolean {
  return text.length > characters && (text.length > 2 * characters || Array.from(text).length > characters)
}
