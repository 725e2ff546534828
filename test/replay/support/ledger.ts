import type { Outcome, SignedOnce } from './clients.js'

/** What became of requests, by what their senders were told. */
export class Ledger {
  readonly #outcomes = new Map<SignedOnce, Outcome[]>()
  readonly #counts = new Map<Outcome, number>()

  note(request: SignedOnce, outcome: Outcome): void {
    const outcomes = this.#outcomes.get(request)
    if (outcomes === undefined) this.#outcomes.set(request, [outcome])
    else outcomes.push(outcome)
    this.#counts.set(outcome, this.count(outcome) + 1)
  }

  /** How many sendings came to this. */
  count(outcome: Outcome): number {
    return this.#counts.get(outcome) ?? 0
  }

  /** Everything that sendings came to. */
  counts(): Partial<Record<Outcome, number>> {
    return Object.fromEntries(this.#counts)
  }

  requests(): SignedOnce[] {
    return [...this.#outcomes.keys()]
  }

  /** The requests that once came to this. */
  requestsThatWere(outcome: Outcome): SignedOnce[] {
    return this.requests().filter((request) => this.#outcomes.get(request)?.includes(outcome))
  }
}

/** The nonces that are in a list more than once. */
export function repeated(nonces: readonly string[]): string[] {
  const seen = new Set<string>()
  return nonces.filter((nonce) => seen.size === seen.add(nonce).size)
}
