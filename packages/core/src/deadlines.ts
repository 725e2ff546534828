import { stopwatch } from './clock.js'

/** Thrown where a store did not answer in time. */
export class StoreTimeout extends Error {
  override name = 'StoreTimeout'

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`)
  }
}

/**
 * Ends waits that last too long. All waits of one verifier share one timer: to arm one for each request would cost
 * more than the check it guards. The timer keeps the process alive only while something waits.
 */
export class Deadlines {
  readonly #timeoutMs: number
  /** The waits under way, oldest first, each with the moment at which it ends. */
  readonly #waits = new Map<(error: unknown) => void, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  /** Settles as `pending` does, or rejects with {@link StoreTimeout}, whichever comes first. */
  limit<T>(pending: PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#add(reject)
      pending.then(
        (value) => {
          this.#remove(reject)
          resolve(value)
        },
        (error: unknown) => {
          this.#remove(reject)
          reject(error)
        },
      )
    })
  }

  #add(reject: (error: unknown) => void): void {
    this.#waits.set(reject, stopwatch() + this.#timeoutMs)
    if (this.#timer === undefined) this.#arm(this.#timeoutMs)
    else if (this.#waits.size === 1) this.#timer.ref()
  }

  #remove(reject: (error: unknown) => void): void {
    this.#waits.delete(reject)
    if (this.#waits.size === 0) this.#timer?.unref()
  }

  #arm(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#sweep()
    }, delayMs)
  }

  #sweep(): void {
    this.#timer = undefined
    const now = stopwatch()
    for (const [reject, endsAt] of this.#waits) {
      if (endsAt > now) {
        this.#arm(Math.ceil(endsAt - now))
        return
      }
      this.#waits.delete(reject)
      reject(new StoreTimeout(this.#timeoutMs))
    }
  }
}
