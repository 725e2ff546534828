import type { NonceUse } from '@hawk-auth/core'
import { nonceOf } from './requests.js'
import { KEPT_MS } from './traffic.js'

/** Seconds whose nonces are live at once: those of the last two minutes, and the one that is beginning. */
const LIVE_SECONDS = KEPT_MS / 1000 + 1

const CLIENTS = Array.from({ length: 100 }, (_, number) => `client-${String(number)}-jex`)

/** Steady traffic that keeps a given number of nonces alive; every use is distinct, and its clock moves. */
export class ClaimTraffic {
  /** Of the last use that was made. */
  nowMs = 0
  /** How many nonces are live at the end of each second. */
  readonly live: number
  readonly #perSecond: number
  readonly #firstSecond = Math.floor(Date.now() / 1000)
  #made = 0

  /** @param live - about how many nonces shall be live */
  constructor(live: number) {
    this.#perSecond = Math.ceil(live / LIVE_SECONDS)
    this.live = this.#perSecond * LIVE_SECONDS
  }

  /** The next uses, in the order of time. */
  next(count: number): NonceUse[] {
    return Array.from({ length: count }, () => this.#nextUse())
  }

  #nextUse(): NonceUse {
    const second = this.#firstSecond + Math.floor(this.#made / this.#perSecond)
    const id = CLIENTS[this.#made % CLIENTS.length] ?? ''
    this.nowMs = second * 1000
    const nonce = nonceOf(this.#made)
    this.#made += 1
    return { id, ts: String(second), nonce, keepUntilMs: this.nowMs + KEPT_MS, nowMs: this.nowMs }
  }
}
