import { setTimeout as later } from 'node:timers/promises'

/**
 * Waits until something has come about, and fails by name where it does not: tests ask for what they wait for instead
 * of sleeping.
 *
 * @param what - ends the sentence "… did not come about: "
 * @param withinMs - default 15000
 */
export async function eventually(condition: () => boolean, what: string, withinMs = 15_000): Promise<void> {
  const deadline = AbortSignal.timeout(withinMs)
  while (!condition()) {
    if (deadline.aborted) throw new Error(`did not come about within ${withinMs} ms: ${what}`)
    await later(1)
  }
}

/** Gives everything that is due its turn. */
export async function someTurns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
