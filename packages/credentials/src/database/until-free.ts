import { setTimeout as pause } from 'node:timers/promises'
import { LOCK_TIMEOUT_MS } from './bounds.js'
import { numberOf } from './error-fields.js'

const SQLITE_BUSY = 5
const LONGEST_PAUSE_MS = 20

/**
 * Tries again while another connection holds the lock of an SQLite file, for as long as a write may wait. SQLite's own
 * waiting stops the whole process meanwhile: its requests, and the very transaction that it may be waiting for.
 */
export async function untilFree<T>(attempt: () => T | Promise<T>): Promise<T> {
  let pauseMs = 1
  let waitedMs = 0
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!isBusy(error) || waitedMs >= LOCK_TIMEOUT_MS) throw error
    }
    await pause(pauseMs)
    waitedMs += pauseMs
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
  }
}

/** The low byte is the code; the rest tells which case of it. */
function isBusy(error: unknown): boolean {
  return (numberOf(error, 'errcode') & 0xff) === SQLITE_BUSY
}
