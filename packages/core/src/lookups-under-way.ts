import { isWithin } from './instant.js'
import type { Instant } from './instant.js'

/** One query that was put to a store and has not been answered yet. */
export interface Lookup<T> {
  readonly id: string
  readonly key: string
  readonly startedAt: Instant
  /** What those who ask for the same key meanwhile are given. */
  answer: Promise<T> | undefined
}

export interface LookupLimits {
  /** The most lookups that hold a slot at once. */
  maxLookups: number
  /** After this long nobody joins a lookup any more, in ms. */
  joinMs: number
  /** After this long a lookup's slot may go to another, and its answer no longer counts, in ms. */
  lookupTimeoutMs: number
}

/** The queries that a store has not answered yet: one per key is joined, and all together are bounded. */
export interface LookupsUnderWay<T> {
  /** The answer to come for a key, when a lookup that may still be joined is under way for it. */
  join(key: string, now: Instant): Promise<T> | undefined
  /** Takes a slot; `null` when all are held. A lookup of the same key that was under way no longer counts. */
  start(id: string, key: string, now: Instant): Lookup<T> | null
  /** Gives the slot back, and tells whether the answer counts: it came in time, and nothing took the lookup's place. */
  end(lookup: Lookup<T>, now: Instant): boolean
  /** Lets no lookup of this id be joined, nor its answer count. Its slot stays held: the query still runs. */
  discard(id: string): void
  /** The same for every id. */
  discardAll(): void
}

/** Creates the record of lookups under way. No timer is set: time is looked at when something is asked. */
export function createLookupsUnderWay<T>(limits: LookupLimits): LookupsUnderWay<T> {
  const { maxLookups, joinMs, lookupTimeoutMs } = limits
  /** Every lookup that holds a slot, the oldest first. */
  const slots = new Set<Lookup<T>>()
  /** The lookup that counts for a key. Each of them holds a slot, which bounds this map too. */
  const current = new Map<string, Lookup<T>>()

  function release(lookup: Lookup<T>): void {
    slots.delete(lookup)
    if (current.get(lookup.key) === lookup) current.delete(lookup.key)
  }

  // A store that hung must not be refused for ever once it has recovered.
  function releaseOverdue(now: Instant): void {
    for (const lookup of slots) {
      if (isWithin(lookup.startedAt, now, lookupTimeoutMs)) return
      release(lookup)
    }
  }

  return {
    join(key, now) {
      const lookup = current.get(key)
      return lookup !== undefined && isWithin(lookup.startedAt, now, joinMs) ? lookup.answer : undefined
    },
    start(id, key, now) {
      if (slots.size >= maxLookups) releaseOverdue(now)
      if (slots.size >= maxLookups) return null
      const lookup: Lookup<T> = { id, key, startedAt: now, answer: undefined }
      slots.add(lookup)
      current.set(key, lookup)
      return lookup
    },
    end(lookup, now) {
      const counts = current.get(lookup.key) === lookup && isWithin(lookup.startedAt, now, lookupTimeoutMs)
      release(lookup)
      return counts
    },
    discard(id) {
      for (const lookup of current.values()) {
        if (lookup.id === id) current.delete(lookup.key)
      }
    },
    discardAll() {
      current.clear()
    },
  }
}
