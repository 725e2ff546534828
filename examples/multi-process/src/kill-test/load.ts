import { setTimeout as later } from 'node:timers/promises'
import { Sender } from '../load/sender.js'
import type { Outcome } from '../load/sender.js'
import { signSubmission } from '../load/signed-submission.js'
import type { SignedSubmission } from '../load/signed-submission.js'
import { Tally } from '../load/tally.js'

const CONNECTIONS = 24
/** One sending in so many is of a new request; the others are replays, half of them of the latest requests. */
const SENDINGS_OF_A_REQUEST = 4
const LATEST = 50
/** What a client waits that got no answer, or a 503. */
const PATIENCE_MS = 20
const POLL_MS = 5
const WITHIN_MS = 60_000

/** Requests and their replays, without end. */
export class Load {
  readonly tally = new Tally()
  readonly #sender: Sender
  readonly #sign: () => SignedSubmission
  readonly #signed: SignedSubmission[] = []
  readonly #connections: Promise<unknown>
  #isOver = false

  constructor(url: string, client: { id: string; key: string }) {
    this.#sender = new Sender(url, CONNECTIONS)
    this.#sign = () => signSubmission(url, client)
    this.#connections = this.#onEachConnection(() => this.#sendOnAndOn())
  }

  /**
   * Waits until so many more sendings came to this.
   *
   * @throws Error where they do not within a minute
   */
  async sees(count: number, outcome: Outcome): Promise<void> {
    const enough = this.tally.count(outcome) + count
    const deadline = AbortSignal.timeout(WITHIN_MS)
    while (this.tally.count(outcome) < enough) {
      if (deadline.aborted)
        throw new Error(`not ${count} sendings were ${outcome} within ${WITHIN_MS / 1000} s`)
      await later(POLL_MS)
    }
  }

  /** Ends it. Then everything that was admitted is sent once more; gives how much of that was refused as a replay. */
  async endAndSendAgain(): Promise<number> {
    await this.stop()
    const before = this.tally.count('replayed')
    const again = this.tally.admitted.values()
    await this.#onEachConnection(async () => {
      for (const submission of again) while (!(await this.#send(submission))) await later(PATIENCE_MS)
    })
    await this.#sender.close()
    return this.tally.count('replayed') - before
  }

  /** Ends it when all that is under way is answered. */
  async stop(): Promise<void> {
    this.#isOver = true
    await this.#connections
  }

  #onEachConnection(work: () => Promise<void>): Promise<unknown> {
    return Promise.all(Array.from({ length: CONNECTIONS }, work))
  }

  /** Sends one, and gives whether the API could say anything to it. */
  async #send(submission: SignedSubmission): Promise<boolean> {
    const sent = await this.#sender.send(submission)
    this.tally.note(submission, sent)
    return sent.outcome !== 'unavailable' && sent.outcome !== 'unanswered'
  }

  async #sendOnAndOn(): Promise<void> {
    while (!this.#isOver) {
      if (!(await this.#send(this.#next()))) await later(PATIENCE_MS)
    }
  }

  #next(): SignedSubmission {
    const list = Math.random() < 0.5 ? this.#signed : this.#signed.slice(-LATEST)
    const earlier = list[Math.floor(Math.random() * list.length)]
    if (earlier !== undefined && Math.random() * SENDINGS_OF_A_REQUEST > 1) return earlier
    const submission = this.#sign()
    this.#signed.push(submission)
    return submission
  }
}
