import type { EventEmitter } from 'node:events'

/** What a process says of itself when nobody has handled an error. */
const FAULTS = ['uncaughtExceptionMonitor', 'unhandledRejection'] as const

/** Errors that nobody handled: each would have ended a server's process. */
export class Faults {
  readonly seen: unknown[] = []
  readonly #process: EventEmitter
  readonly #note = (error: unknown): void => {
    this.seen.push(error)
  }

  /** @param process - who tells of them; default this process */
  constructor(source: EventEmitter = process) {
    this.#process = source
    for (const fault of FAULTS) source.on(fault, this.#note)
  }

  /** Stops looking. */
  stop(): void {
    for (const fault of FAULTS) this.#process.off(fault, this.#note)
  }
}
