import type { NonceStore, RequestFacts } from '@hawk-auth/core'
import type { ReferenceRequest } from 'hawk'
import { RECORD } from './record.js'
import { factsOf, nonceOf, referenceRequestOf, signHeader } from './requests.js'

/** How long a nonce is kept from its timestamp on: the skew of 60 s and the margin of 60 s. */
export const KEPT_MS = 120_000

/** A stretch of signed requests, all distinct, made in advance; a fake clock goes along with it. */
export class Traffic {
  readonly facts: RequestFacts[] = []
  readonly referenceRequests: ReferenceRequest[] = []
  readonly #firstSecond: number
  readonly #perSecond: number

  constructor(seconds: number, perSecond: number) {
    this.#firstSecond = Math.floor(Date.now() / 1000)
    this.#perSecond = perSecond
    for (let index = 0; index < seconds * perSecond; index += 1) {
      const header = signHeader({ timestamp: this.#secondOf(index), nonce: nonceOf(index) })
      this.facts.push(factsOf(header))
      this.referenceRequests.push(referenceRequestOf(header))
    }
  }

  get length(): number {
    return this.facts.length
  }

  /** The time of a request, in milliseconds since the epoch. */
  msOf(index: number): number {
    return this.#secondOf(index) * 1000
  }

  /** Brings a store to where it stands when such traffic has long been going on. */
  claimEarlier(store: NonceStore): void {
    const earlier = (KEPT_MS / 1000) * this.#perSecond
    for (let index = -earlier; index < 0; index += 1) {
      const second = this.#secondOf(index)
      const nonce = nonceOf(this.length - index)
      const nowMs = second * 1000
      void store.claim({ id: RECORD.id, ts: String(second), nonce, keepUntilMs: nowMs + KEPT_MS, nowMs })
    }
  }

  #secondOf(index: number): number {
    return this.#firstSecond + Math.floor(index / this.#perSecond)
  }
}
