import { constants, PerformanceObserver } from 'node:perf_hooks'
import type { PerformanceEntry } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'

const FORCED = constants.NODE_PERFORMANCE_GC_FLAGS_FORCED

/** Notes how long garbage collection stops the process. */
export class GcPauses {
  longestMs = 0
  readonly #observer = new PerformanceObserver((list) => {
    this.#note(list.getEntries())
  })

  start(): void {
    this.#observer.observe({ entryTypes: ['gc'] })
  }

  /** The longest pause so far. Pauses are reported a turn of the event loop later. */
  async longest(): Promise<number> {
    await setImmediate()
    await setImmediate()
    this.#note(this.#observer.takeRecords())
    return this.longestMs
  }

  #note(entries: readonly PerformanceEntry[]): void {
    for (const entry of entries) {
      const { detail } = entry as PerformanceEntry & { detail: { flags: number } }
      // One that this benchmark asked for is no pause of the traffic.
      if (detail.flags !== FORCED) this.longestMs = Math.max(this.longestMs, entry.duration)
    }
  }
}

/** Collects all garbage; needs `--expose-gc`. */
export function collectGarbage(): void {
  // What the first leaves behind for finalisers, the second takes.
  exposedGc()()
  exposedGc()()
}

/** Collects what was made of late. */
export function collectYoungGarbage(): void {
  exposedGc()({ type: 'minor' })
}

function exposedGc(): NonNullable<typeof globalThis.gc> {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc')
  return globalThis.gc
}
