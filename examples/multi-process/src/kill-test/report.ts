import type { Outcome } from '../load/sender.js'
import type { Tally } from '../load/tally.js'

/** One kill, and what became of the requests around it. */
export interface Round {
  tally: Tally
  /** So much of what was admitted was sent again at the end, and refused as a replay. */
  refusedAgain: number
}

/** What the rounds say, in plain words, and whether it is what they must. */
export function reportLines(rounds: readonly Round[]): { lines: string[]; isGood: boolean } {
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0)
  const count = (outcome: Outcome): number => sum(({ tally }) => tally.count(outcome))
  const admitted = sum(({ tally }) => tally.admitted.length)
  const refusedAgain = sum((round) => round.refusedAgain)
  const twice = sum(({ tally }) => tally.admittedTwice.length)
  const others = [...new Set(rounds.flatMap(({ tally }) => tally.otherRefusals))]
  const lines = [
    `${sum(({ tally }) => tally.submissions.length)} requests were sent ${sum(({ tally }) => tally.answers)} times, to all processes:`,
    `${admitted} were admitted, and ${count('replayed')} replays were refused.`,
    `${count('unavailable')} got 503 for want of the replay cache, and ${count('unanswered')} no answer at all.`,
    ...others.map((outcome) => `Some were ${outcome}, which nobody expects.`),
    `After each kill, what was admitted was sent once more: ${refusedAgain} of ${admitted} were refused as replays.`,
  ]
  const isGood = twice === 0 && refusedAgain === admitted && others.length === 0
  if (isGood) lines.push('No replay was admitted.')
  else if (twice > 0) lines.push(`FAILED: ${twice} requests were admitted twice.`)
  else lines.push('FAILED: not everything was answered as it must be.')
  return { lines, isGood }
}
