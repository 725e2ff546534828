import type { Claim, NonceUse } from '../../src/nonce-store.js'

interface ModelSecond {
  keepUntilMs: number
  /** The id of every use that is kept, by everything that makes it one. */
  idsByUse: Map<string, string>
}

/** What the replay cache promises, done exactly and without any regard for cost. */
export class ExactModel {
  readonly #maxEntries: number
  readonly #seconds = new Map<number, ModelSecond>()
  #highestMs = -Infinity

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries
  }

  claim({ id, ts, nonce, keepUntilMs, nowMs }: NonceUse): Claim {
    this.#highestMs = Math.max(this.#highestMs, nowMs)
    for (const [number, second] of this.#seconds) {
      if (second.keepUntilMs < this.#highestMs) this.#seconds.delete(number)
    }
    if (keepUntilMs < this.#highestMs) return 'replayed'

    const use = JSON.stringify([id, ts, nonce])
    const second = this.#seconds.get(Number(ts)) ?? { keepUntilMs, idsByUse: new Map<string, string>() }
    if (second.idsByUse.has(use)) return 'replayed'
    const liveIds = [...this.#seconds.values()].flatMap(({ idsByUse }) => [...idsByUse.values()])
    const free = this.#maxEntries - liveIds.length
    if (free === 0) return 'full'
    if (liveIds.filter((live) => live === id).length >= free) return 'share-exhausted'

    second.idsByUse.set(use, id)
    second.keepUntilMs = Math.max(second.keepUntilMs, keepUntilMs)
    this.#seconds.set(Number(ts), second)
    return 'admitted'
  }
}
