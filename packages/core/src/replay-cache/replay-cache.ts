import type { Claim, NonceUse } from '../nonce-store.js'
import { CredentialShares } from './credential-shares.js'
import { ExpiryQueue } from './expiry-queue.js'
import { FingerprintMap } from './fingerprint-map.js'
import { ABSENT, type FingerprintTable } from './fingerprint-table.js'
import { Fingerprint } from './fingerprint.js'
import { checkNonceUse } from './nonce-use.js'
import { TablePool } from './table-pool.js'

/** The live nonces of one second of `ts`, each with the number of its credential's record. */
interface Second {
  readonly ts: number
  readonly nonces: FingerprintMap
  /** The latest moment that any of them must be remembered at. */
  keepUntilMs: number
  /** When the queue looks at it: `keepUntilMs` as it was when it was queued. */
  dueMs: number
}

/** A claim leaves at most two pieces of work to later ones, so that three for each never fall behind. */
const STEPS_PER_CLAIM = 3
/** What a claim does at once before it answers that a share is exhausted: under a millisecond as a rule. */
const STEPS_BEFORE_EXHAUSTED = 64

/** The replay cache of one process: `createMemoryNonceStore` says what it promises. */
export class ReplayCache {
  readonly #maxEntries: number
  readonly #fingerprint: Fingerprint
  readonly #pool = new TablePool()
  readonly #shares = new CredentialShares(this.#pool)
  readonly #seconds = new Map<number, Second>()
  readonly #expiry = new ExpiryQueue<Second>()
  /** Nonces of forgotten seconds: no longer live, but their credentials' counts don't know yet. */
  readonly #forgotten: FingerprintMap[] = []
  #highestMs = -Infinity
  #live = 0

  /** @param key - eight random bytes, for the fingerprints */
  constructor(maxEntries: number, key: Uint8Array) {
    this.#maxEntries = maxEntries
    this.#fingerprint = new Fingerprint(key)
  }

  claim(use: NonceUse): Claim {
    const ts = checkNonceUse('MemoryNonceStore.claim', use)
    if (use.nowMs > this.#highestMs) this.#highestMs = use.nowMs
    this.#tidyUp()
    // Later than that it may have been forgotten.
    if (!(use.keepUntilMs >= this.#highestMs)) return 'replayed'

    const fingerprint = this.#fingerprint
    fingerprint.ofCredential(use.id)
    const credentialLow = fingerprint.low
    const credentialHigh = fingerprint.high
    fingerprint.ofNonce(credentialLow, credentialHigh, use.ts.length, use.nonce)
    const { low, high } = fingerprint

    const known = this.#secondAt(ts)
    if (known !== undefined && known.nonces.get(low, high) !== ABSENT) return 'replayed'
    if (!this.#hasRoom()) return 'full'
    if (!this.#hasShare(credentialLow, credentialHigh)) return 'share-exhausted'

    const second = known ?? this.#begin(ts, use.keepUntilMs)
    if (use.keepUntilMs > second.keepUntilMs) second.keepUntilMs = use.keepUntilMs
    second.nonces.add(low, high, this.#shares.hold(credentialLow, credentialHigh))
    this.#live += 1
    return 'admitted'
  }

  /** The second, if it is alive. */
  #secondAt(ts: number): Second | undefined {
    const second = this.#seconds.get(ts)
    if (second === undefined || second.keepUntilMs >= this.#highestMs) return second
    this.#forget(second)
    return undefined
  }

  #begin(ts: number, keepUntilMs: number): Second {
    const second = { ts, nonces: new FingerprintMap(this.#pool), keepUntilMs, dueMs: keepUntilMs }
    this.#seconds.set(ts, second)
    this.#expiry.add(second)
    return second
  }

  /** Whether anything is free, once what has expired is forgotten: any second frees something. */
  #hasRoom(): boolean {
    while (this.#live >= this.#maxEntries) if (!this.#forgetNext()) return false
    return true
  }

  /** Whether the credential holds fewer nonces than are free. */
  #hasShare(low: number, high: number): boolean {
    for (let steps = STEPS_BEFORE_EXHAUSTED; steps >= 0; steps -= 1) {
      if (this.#shares.held(low, high) < this.#maxEntries - this.#live) return true
      if (!this.#tidyUpOnce()) return false
    }
    return false
  }

  #tidyUp(): void {
    let steps = STEPS_PER_CLAIM
    while (steps > 0 && this.#tidyUpOnce()) steps -= 1
  }

  /** Does one bounded piece of the work that expiry brings, if there is any. */
  #tidyUpOnce(): boolean {
    return this.#forgetNext() || this.#settleNext()
  }

  /** Looks at the second that is due first, if its time has passed. */
  #forgetNext(): boolean {
    if (!(this.#expiry.firstDueMs < this.#highestMs)) return false
    const second = this.#expiry.removeFirst()
    if (second === undefined || this.#seconds.get(second.ts) !== second) return true
    if (second.keepUntilMs < this.#highestMs) {
      this.#forget(second)
    } else {
      second.dueMs = second.keepUntilMs
      this.#expiry.add(second)
    }
    return true
  }

  /** Drops a second whole; what its credentials held is settled later, a table at a time. */
  #forget(second: Second): void {
    this.#seconds.delete(second.ts)
    this.#live -= second.nonces.size
    this.#forgotten.push(second.nonces)
  }

  /** Takes one table of forgotten nonces off their credentials' counts. */
  #settleNext(): boolean {
    for (let nonces = this.#forgotten.at(-1); nonces !== undefined; nonces = this.#forgotten.at(-1)) {
      const table = nonces.takeTable()
      if (table !== undefined) {
        this.#settle(table)
        return true
      }
      this.#forgotten.pop()
    }
    return false
  }

  #settle(table: FingerprintTable): void {
    for (let slot = 0; slot < table.slots; slot += 1) {
      const credential = table.valueAt(slot)
      if (credential !== ABSENT) this.#shares.release(credential)
    }
    this.#pool.give(table)
  }
}
