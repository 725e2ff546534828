import { CLIENTS } from './clients.js'
import type { AppSetup } from './test-app.js'

/** Holds up whoever waits at it until it is released: a store that takes its time, without a clock. */
export class Hold {
  #release: (() => void)[] = []
  #isReleased = false

  /** How many wait. */
  get waiting(): number {
    return this.#release.length
  }

  /** Waits for the release. */
  wait(): Promise<void> {
    if (this.#isReleased) return Promise.resolve()
    return new Promise((resolve) => this.#release.push(resolve))
  }

  /** Lets everybody go, those who come later too. */
  release(): void {
    this.#isReleased = true
    for (const go of this.#release.splice(0)) go()
  }
}

/** An application whose credential store waits at a hold. */
export function asking(hold: Hold): AppSetup {
  const find = async (): Promise<typeof CLIENTS.alice> => {
    await hold.wait()
    return CLIENTS.alice
  }
  return { verifier: { credentials: find } }
}
