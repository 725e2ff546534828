import { InvalidArgumentError } from 'commander'
import { durationMs } from './duration.js'

const LONGEST_MS = 30 * 24 * 60 * 60 * 1000

/** `--overlap`, in ms: what the registry takes, said in the words of the option. */
export function parseOverlap(text: string): number {
  const ms = durationMs(text)
  if (ms !== null && ms <= LONGEST_MS) return ms
  throw new InvalidArgumentError('Give a duration of 0 to 30d, such as 24h, 30m or 7d.')
}
