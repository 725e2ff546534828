import { InvalidArgumentError } from 'commander'

/** A whole number of 1 or more. */
export function parseWhole(text: string): number {
  const value = Number(text)
  if (/^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError('Give a whole number of 1 or more.')
}
