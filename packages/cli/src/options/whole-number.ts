import { InvalidArgumentError } from 'commander'

/** A whole number of 1 or more; null for anything else. */
export function wholeNumber(text: string): number | null {
  const value = Number(text)
  return /^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(value) ? value : null
}

/** The same as an option takes it. */
export function parseWhole(text: string): number {
  const value = wholeNumber(text)
  if (value === null) throw new InvalidArgumentError('Give a whole number of 1 or more.')
  return value
}
