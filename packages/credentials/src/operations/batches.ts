/** How many rows are read, written or sealed at a time. */
export const BATCH_SIZE = 100

/** Cuts a list into pieces of at most `BATCH_SIZE`. */
export function* inBatches<T>(list: readonly T[]): Generator<T[]> {
  for (let start = 0; start < list.length; start += BATCH_SIZE) yield list.slice(start, start + BATCH_SIZE)
}
