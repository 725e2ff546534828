import type { Outcome, Sent } from './sender.js'
import type { SignedSubmission } from './signed-submission.js'

/** What a load came to. */
export class Tally {
  readonly #admissions = new Map<SignedSubmission, number>()
  readonly #counts = new Map<Outcome, number>()
  readonly #timesMs: number[] = []

  note(submission: SignedSubmission, { outcome, ms }: Sent): void {
    this.#counts.set(outcome, this.count(outcome) + 1)
    this.#timesMs.push(ms)
    const admissions = this.#admissions.get(submission) ?? 0
    this.#admissions.set(submission, outcome === 'admitted' ? admissions + 1 : admissions)
  }

  count(outcome: Outcome): number {
    return this.#counts.get(outcome) ?? 0
  }

  get answers(): number {
    return this.#timesMs.length
  }

  get submissions(): SignedSubmission[] {
    return [...this.#admissions.keys()]
  }

  get admitted(): SignedSubmission[] {
    return this.submissions.filter((submission) => this.#admissions.get(submission) !== 0)
  }

  get admittedTwice(): SignedSubmission[] {
    return this.submissions.filter((submission) => (this.#admissions.get(submission) ?? 0) > 1)
  }

  /** Refusals that nobody expects of a sound request, by what they were. */
  get otherRefusals(): string[] {
    return [...this.#counts.keys()].filter((outcome) => outcome.startsWith('refused: '))
  }

  /** The time within which this share of the answers came, in milliseconds. */
  quantileMs(share: number): number {
    const sorted = this.#timesMs.toSorted((one, other) => one - other)
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  }
}
