import { setTimeout as later } from 'node:timers/promises'
import { eventually } from '@hawk-auth/testkit'
import { Connections, signAnother } from './clients.js'
import type { Outcome, SignedOnce } from './clients.js'
import type { Fleet } from './fleet.js'
import { Ledger } from './ledger.js'

const SENDERS = 32
/** One request in so many is new; the others were sent before. */
const SENDINGS_OF_A_REQUEST = 4
/** Half of those that are sent again were sent just now: some are still under way. */
const RECENT = 64
/** What a sender waits that got no answer, or no admission for want of a store: as a client does that is not at war. */
const PATIENCE_MS = 10

const WITHIN_MS = 60_000

/** Requests without end, new ones and such as were sent before, each to any server of a fleet. */
export class Load {
  readonly ledger = new Ledger()
  readonly #fleet: Fleet
  readonly #connections = new Connections()
  readonly #requests: SignedOnce[] = []
  readonly #senders: Promise<unknown>
  /** So many were answered since the last one that was not, or not for want of a store. */
  #answeredInTurn = 0
  #isOver = false

  constructor(fleet: Fleet) {
    this.#fleet = fleet
    this.#senders = Promise.all(Array.from({ length: SENDERS }, () => this.#sendOnAndOn()))
  }

  /** Waits until so many more requests have come to this. */
  async sees(count: number, outcome: Outcome): Promise<void> {
    const enough = this.ledger.count(outcome) + count
    await eventually(() => this.ledger.count(outcome) >= enough, `${count} × ${outcome}`, WITHIN_MS)
  }

  /** Waits until so many are answered one after another, each admitted or refused as a replay: all is well again. */
  async seesAllWell(count: number): Promise<void> {
    this.#answeredInTurn = 0
    await eventually(() => this.#answeredInTurn >= count, `${count} answers in turn`, WITHIN_MS)
  }

  /** Ends it when all that is under way is answered. */
  async stop(): Promise<void> {
    this.#isOver = true
    await this.#senders
    await this.#connections.close()
  }

  async #sendOnAndOn(): Promise<void> {
    while (!this.#isOver) {
      const request = this.#next()
      const outcome = await this.#connections.send(oneOf(this.#fleet.ports), request)
      this.ledger.note(request, outcome)
      if (outcome === 'admitted' || outcome === 'ERR_HAWK_REPLAYED') {
        this.#answeredInTurn++
      } else {
        this.#answeredInTurn = 0
        await later(PATIENCE_MS)
      }
    }
  }

  #next(): SignedOnce {
    const { length } = this.#requests
    if (length > 0 && Math.random() * SENDINGS_OF_A_REQUEST > 1) {
      return oneOf(Math.random() < 0.5 ? this.#requests : this.#requests.slice(-RECENT))
    }
    const request = signAnother()
    this.#requests.push(request)
    return request
  }
}

function oneOf<T>(list: readonly T[]): T {
  const item = list[Math.floor(Math.random() * list.length)]
  if (item === undefined) throw new Error('one of nothing')
  return item
}
