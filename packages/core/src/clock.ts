/** A clock: milliseconds since the epoch. */
export type Clock = () => number

/** The system's clock. The one place where it is read. */
export const systemClock: Clock = () => Date.now()

/** Milliseconds of a clock that never goes back, for durations alone. */
export const stopwatch: Clock = () => performance.now()
