import { InvalidArgumentError } from 'commander'
import { systemClock } from '@hawk-auth/core'
import { durationMs } from './duration.js'

const DATE = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/

/** When a credential stops working, in ms since the epoch: a date (UTC), a time with its zone, or how long from now. */
export function parseExpiry(text: string): number {
  const ms = durationMs(text)
  if (ms !== null) return systemClock() + ms
  const [, year, month, day] = DATE.exec(text) ?? []
  const atMs = Date.parse(text)
  if (year === undefined || Number.isNaN(atMs) || !isInCalendar(Number(year), Number(month), Number(day))) {
    throw new InvalidArgumentError(
      'Give a date (2027-01-31, at 00:00 UTC), a time (2027-01-31T12:00:00Z), or a duration (90d, 12h).',
    )
  }
  return atMs
}

/** The same, or `never`, which is null. */
export function parseExpiryOrNever(text: string): number | null {
  return text === 'never' ? null : parseExpiry(text)
}

/** There is no 30th of February, which `Date` takes for the 2nd of March. */
function isInCalendar(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
