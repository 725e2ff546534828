import type { EventEmitter } from 'node:events'

/** What a process says of itself when nobody has handled an error. */
const FAULTS = ['uncaughtExceptionMonitor', 'unhandledRejection'] as const

type Source = Pick<EventEmitter, 'on' | 'off'>

/** Errors that nobody handled: each would have ended a server's process. */
export class Faults {
  readonly seen: unknown[] = []
  readonly #source: Source
  readonly #note = (error: unknown): void => {
    this.seen.push(error)
  }

  /** @param source - who tells of them; default this process */
  constructor(source: Source = process) {
    this.#source = source
    for (const fault of FAULTS) source.on(fault, this.#note)
  }

  /** Stops looking. */
  stop(): void {
    for (const fault of FAULTS) this.#source.off(fault, this.#note)
  }
}
