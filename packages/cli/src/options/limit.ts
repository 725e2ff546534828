import { InvalidArgumentError, Option } from 'commander'
import { wholeNumber } from './whole-number.js'

/** The most rows that the registry gives at once. */
export const LARGEST_PAGE = 200

/** `--limit`. */
export function limitOption(): Option {
  return new Option('--limit <n>', `how many, 1 to ${LARGEST_PAGE} (default: 50)`).argParser(parseLimit)
}

function parseLimit(text: string): number {
  const limit = wholeNumber(text)
  if (limit !== null && limit <= LARGEST_PAGE) return limit
  throw new InvalidArgumentError(`Give a whole number of 1 to ${LARGEST_PAGE}.`)
}
