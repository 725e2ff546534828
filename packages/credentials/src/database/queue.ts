/** How long a queue may grow, and how it refuses. */
export interface QueueOptions {
  /** How many tasks may wait for their turn, beside the one that runs. */
  maxWaiting: number
  /** How long one may wait, in ms; then it is not run at all. */
  maxWaitMs: number
  /** The error for a task that gets no turn. */
  refused: (reason: string) => Error
}

/**
 * Runs one task after another, in the order they came. A task that fails does not stop the next, nor does one that hangs
 * have the others wait for ever: their number is bounded, and so is their patience.
 */
export function createQueue(options: QueueOptions): <T>(task: () => Promise<T>) => Promise<T> {
  const { maxWaiting, refused } = options
  let last: Promise<void> = Promise.resolve()
  /** Those that wait, and the one that runs. */
  let unfinished = 0

  async function run<T>(task: () => Promise<T>, before: Promise<void>): Promise<T> {
    try {
      if (unfinished > 1) await patience(before, options)
      return await task()
    } finally {
      unfinished--
    }
  }

  return async (task) => {
    if (unfinished > maxWaiting)
      throw refused(`${maxWaiting} writes of this process wait for their turn already`)
    unfinished++
    const before = last
    const result = run(task, before)
    // Whoever ran out of patience leaves the ones behind it where they are: behind the ones before it.
    last = Promise.allSettled([before, result]).then(() => undefined)
    return result
  }
}

/** Waits for the tasks before, but not for ever. */
async function patience(before: Promise<void>, { maxWaitMs, refused }: QueueOptions): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    const reason = `this write waited ${maxWaitMs / 1000} s for the ones of this process before it, and was not begun`
    timer = setTimeout(() => reject(refused(reason)), maxWaitMs)
  })
  try {
    await Promise.race([before, tooLong])
  } finally {
    clearTimeout(timer)
  }
}
