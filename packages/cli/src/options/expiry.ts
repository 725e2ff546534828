import { InvalidArgumentError } from 'commander'
import { systemClock } from '@hawk-auth/core'
import { durationMs } from './duration.js'

const DATE = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/

/** What is earlier is no end of a credential, but a slip; the registry takes nothing else. */
const EARLIEST_MS = 1e11

/** When a credential stops working, in ms since the epoch: a date (UTC), a time with its zone, or how long from now. */
function parseExpiry(text: string): number {
  const ms = durationMs(text)
  if (ms !== null) return systemClock() + ms
  const [, year, month, day] = DATE.exec(text) ?? []
  const atMs = Date.parse(text)
  const isDate = year !== undefined && isInCalendar(Number(year), Number(month), Number(day))
  if (!isDate || Number.isNaN(atMs) || atMs < EARLIEST_MS) {
    throw new InvalidArgumentError(
      'Give a date (2027-01-31, at 00:00 UTC), a time (2027-01-31T12:00:00Z), or a duration (90d, 12h).',
    )
  }
  return atMs
}

/** The same, where it is not over yet. */
export function parseFutureExpiry(text: string): number {
  const atMs = parseExpiry(text)
  if (isOver(atMs)) throw new InvalidArgumentError('It must be in the future.')
  return atMs
}

/** Whether a credential that ends then works no more. */
export function isOver(atMs: number | null): boolean {
  return atMs !== null && atMs <= systemClock()
}

/** A time, over or not, or `never`, which is null. */
export function parseExpiryOrNever(text: string): number | null {
  return text === 'never' ? null : parseExpiry(text)
}

/** There is no 30th of February, which `Date` takes for the 2nd of March. */
function isInCalendar(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
