import type { Claim, NonceStore, NonceUse } from '@hawk-auth/core'

/** A store that breaks one rule, and the case of the suite that must notice. */
export interface BrokenNonceStore {
  createStore: () => NonceStore
  fails: string
}

const APART = 'tells uses apart that differ in the id, in the timestamp as it was sent, or in the nonce'
const ODD = 'takes odd and long texts for what they are'
const OUTCOMES = 'answers nothing but the outcomes of a claim, and tells its scope'
const FORGETS = 'never forgets a live nonce to make room'
const UNTIL = 'remembers a nonce up to and including keepUntilMs'

/** Every way of breaking the contract that somebody has thought of. */
export const BROKEN_NONCE_STORES: Readonly<Record<string, BrokenNonceStore>> = {
  'a store that looks first and writes later': {
    createStore: () => {
      const seen = new Set<string>()
      return {
        claim: async (use) => {
          const isKnown = seen.has(keyOf(use))
          await Promise.resolve()
          seen.add(keyOf(use))
          return isKnown ? 'replayed' : 'admitted'
        },
      }
    },
    fails: 'admits exactly one of 200 equal claims that are made at once',
  },
  'a store that admits everything': {
    createStore: () => ({ claim: () => 'admitted' }),
    fails: 'admits a nonce once',
  },
  'a store that admits nothing': {
    createStore: () => ({ claim: () => 'replayed' }),
    fails: 'admits a nonce once',
  },
  'a store that admits only one of those that come at once': {
    createStore: () => {
      const store = keyedBy(keyOf)
      let isBusy = false
      return {
        claim: async (use) => {
          if (isBusy) return 'replayed'
          isBusy = true
          const claim = store.claim(use)
          await Promise.resolve()
          isBusy = false
          return claim
        },
      }
    },
    fails: 'admits each of 200 different claims that are made at once',
  },
  'a store that leaves the timestamp out of its key': {
    createStore: () => keyedBy(({ id, nonce }) => JSON.stringify([id, nonce])),
    fails: APART,
  },
  'a store that leaves the id out of its key': {
    createStore: () => keyedBy(({ ts, nonce }) => JSON.stringify([ts, nonce])),
    fails: APART,
  },
  'a store that reads the timestamp as a number': {
    createStore: () => keyedBy(({ id, ts, nonce }) => JSON.stringify([id, Number(ts), nonce])),
    fails: APART,
  },
  'a store that joins its key with nothing': {
    createStore: () => keyedBy(({ id, ts, nonce }) => id + ts + nonce),
    fails: APART,
  },
  'a store that joins its key with colons': {
    createStore: () => keyedBy(({ id, ts, nonce }) => `${id}:${ts}:${nonce}`),
    fails: APART,
  },
  'a store whose column ignores case': {
    createStore: () => keyedBy((use) => keyOf(use).toLowerCase()),
    fails: APART,
  },
  'a store whose column ignores trailing spaces': {
    createStore: () => keyedBy(({ id, ts, nonce }) => JSON.stringify([id.trimEnd(), ts, nonce.trimEnd()])),
    fails: APART,
  },
  'a store whose column is 255 characters wide': {
    createStore: () =>
      keyedBy(({ id, ts, nonce }) => JSON.stringify([id.slice(0, 255), ts, nonce.slice(0, 255)])),
    fails: ODD,
  },
  'a store that keeps nonces in a plain object': {
    createStore: () => {
      const seen: Record<string, Record<string, boolean>> = {}
      return {
        claim: ({ id, ts, nonce }) => {
          const uses = (seen[`${id.length} ${id} ${ts}`] ??= {})
          if (uses[nonce]) return 'replayed'
          uses[nonce] = true
          return 'admitted'
        },
      }
    },
    fails: ODD,
  },
  'a store that answers true': { createStore: answering((claim) => claim === 'admitted'), fails: OUTCOMES },
  "a store that answers 'OK'": {
    createStore: answering((claim) => (claim === 'admitted' ? 'OK' : null)),
    fails: OUTCOMES,
  },
  'a store that forgets the oldest to make room': {
    createStore: () => {
      const seen = new Set<string>()
      return {
        claim: (use) => {
          if (seen.has(keyOf(use))) return 'replayed'
          const [oldest] = seen
          if (seen.size >= 1000 && oldest !== undefined) seen.delete(oldest)
          seen.add(keyOf(use))
          return 'admitted'
        },
      }
    },
    fails: FORGETS,
  },
  'a store that forgets at keepUntilMs': {
    createStore: () => expiring((until, nowMs) => until <= nowMs),
    fails: UNTIL,
  },
  'a store that keeps nonces for the skew alone': {
    createStore: () => expiring((until, nowMs) => until - 60_000 < nowMs),
    fails: UNTIL,
  },
  'a store that takes milliseconds for seconds': {
    createStore: () => expiring((until, nowMs) => until / 1000 < nowMs),
    fails: 'admits a nonce once',
  },
  'a store that expires by a clock of its own': {
    createStore: () => expiring((until) => until < Date.now()),
    fails: 'expires by the nowMs of the claims, not by a clock of its own',
  },
  'a store that shortens lives': {
    createStore: () => {
      const seen = new Map<string, number>()
      return {
        claim: (use) => {
          const until = seen.get(keyOf(use))
          seen.set(keyOf(use), use.keepUntilMs)
          return until === undefined || until < use.nowMs ? 'admitted' : 'replayed'
        },
      }
    },
    fails: 'does not shorten the life of a nonce when it is claimed again for a shorter one',
  },
  'a store that keeps the object that it was given': {
    createStore: () => {
      const uses: NonceUse[] = []
      return {
        claim: (use) => {
          if (uses.some((one) => keyOf(one) === keyOf(use))) return 'replayed'
          uses.push(use)
          return 'admitted'
        },
      }
    },
    fails: 'keeps copies: a claim that is changed afterwards changes nothing',
  },
  'a store that sweeps by the latest claim and so forgets when the clock ran ahead': {
    createStore: () => {
      const store = keyedBy(keyOf)
      let highestMs = -Infinity
      const lost = keyedBy((use) => `${keyOf(use)} again`)
      return {
        claim: (use) => {
          const isBack = use.nowMs < highestMs
          highestMs = Math.max(highestMs, use.nowMs)
          return isBack ? lost.claim(use) : store.claim(use)
        },
      }
    },
    fails: 'readmits nothing when the clock steps back by up to a minute',
  },
  'a store that tells a scope of its own': {
    createStore: () => ({ ...keyedBy(keyOf), scope: 'cluster' as 'process' }),
    fails: OUTCOMES,
  },
}

function keyOf({ id, ts, nonce }: NonceUse): string {
  return JSON.stringify([id, ts, nonce])
}

/** A store that never forgets, and is right where its key is. */
function keyedBy(key: (use: NonceUse) => string): NonceStore {
  const seen = new Set<string>()
  return {
    claim: (use) => {
      if (seen.has(key(use))) return 'replayed'
      seen.add(key(use))
      return 'admitted'
    },
  }
}

/** A store that is right but for when it forgets. */
function expiring(isExpired: (keepUntilMs: number, nowMs: number) => boolean): NonceStore {
  const seen = new Map<string, number>()
  return {
    claim: (use) => {
      const until = seen.get(keyOf(use))
      if (until !== undefined && !isExpired(until, use.nowMs)) return 'replayed'
      seen.set(keyOf(use), use.keepUntilMs)
      return 'admitted'
    },
  }
}

/** A store that is right but for what it answers. */
function answering(answer: (claim: Claim) => unknown): () => NonceStore {
  return () => {
    const store = keyedBy(keyOf)
    return { claim: (use) => answer(store.claim(use) as Claim) as Claim }
  }
}
