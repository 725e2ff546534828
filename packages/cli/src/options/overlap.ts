import { InvalidArgumentError } from 'commander'
import { durationMs } from './duration.js'

/** `--overlap`, in ms. */
export function parseOverlap(text: string): number {
  const ms = durationMs(text)
  if (ms === null) throw new InvalidArgumentError('Give a duration, such as 24h, 30m, 7d or 0.')
  return ms
}
