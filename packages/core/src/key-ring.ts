import type { HawkAlgorithm, HawkKey } from './credentials.js'
import { PreparedKey } from './prepared-key.js'

interface Entry {
  algorithm: HawkAlgorithm
  /** A copy where the key is bytes: they could be changed in place. */
  key: HawkKey
  prepared: PreparedKey
}

/** How many credentials have their keys kept ready, each in about half a kilobyte. */
const MAX_ENTRIES = 10_000

/**
 * Keeps keys ready for HMAC, by credential id. An entry is used only while algorithm and key are equal by value to
 * the record's, so a key that was rotated in place, or comes in a new record with every lookup, is never mistaken.
 */
export class KeyRing {
  readonly #entries = new Map<string, Entry>()

  /** The prepared key of a credential, derived anew only when its key or algorithm changed. */
  prepare(id: string, algorithm: HawkAlgorithm, key: HawkKey): PreparedKey {
    const known = this.#entries.get(id)
    if (known !== undefined && known.algorithm === algorithm && isSameKey(known.key, key))
      return known.prepared
    const prepared = new PreparedKey(algorithm, key)
    this.#entries.delete(id)
    this.#entries.set(copyOf(id), {
      algorithm,
      key: typeof key === 'string' ? key : Uint8Array.from(key),
      prepared,
    })
    if (this.#entries.size > MAX_ENTRIES) this.#dropOldest()
    return prepared
  }

  #dropOldest(): void {
    for (const id of this.#entries.keys()) {
      this.#entries.delete(id)
      return
    }
  }
}

/** Both keys are the server's own; nobody outside can time this. */
function isSameKey(known: HawkKey, key: HawkKey): boolean {
  if (typeof known === 'string' || typeof key === 'string') return known === key
  return Buffer.compare(known, key) === 0
}

/** The same text on its own: an id is a slice of a header, and would hold all of it alive. */
function copyOf(id: string): string {
  return Buffer.from(id, 'utf8').toString('utf8')
}
