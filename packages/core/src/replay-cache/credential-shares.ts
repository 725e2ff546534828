import { FingerprintMap } from './fingerprint-map.js'
import { ABSENT } from './fingerprint-table.js'
import type { TablePool } from './table-pool.js'

const RECORDS_PER_CHUNK = 1024
/** Two words of fingerprint and a count. A free record has the number of the next free one for its first word. */
const WORDS_PER_RECORD = 3

/**
 * How many live nonces each credential holds. A credential has a record, with a number that does not change, for
 * as long as it holds any. Records are words outside the heap, so that a million credentials cost no pause.
 */
export class CredentialShares {
  readonly #numbers: FingerprintMap
  readonly #chunks: Int32Array[] = []
  #made = 0
  #free = ABSENT

  constructor(pool: TablePool) {
    this.#numbers = new FingerprintMap(pool)
  }

  /** How many credentials hold live nonces. */
  get size(): number {
    return this.#numbers.size
  }

  /** How many live nonces the credential with this fingerprint holds. */
  held(low: number, high: number): number {
    const number = this.#numbers.get(low, high)
    return number === ABSENT ? 0 : this.#read(number, 2)
  }

  /** Counts one more nonce for a credential, and answers the number of its record. */
  hold(low: number, high: number): number {
    const known = this.#numbers.get(low, high)
    if (known !== ABSENT) {
      this.#write(known, 2, this.#read(known, 2) + 1)
      return known
    }
    const number = this.#takeRecord()
    this.#write(number, 0, low)
    this.#write(number, 1, high)
    this.#write(number, 2, 1)
    this.#numbers.add(low, high, number)
    return number
  }

  /** Counts one nonce less for the credential with this record. */
  release(number: number): void {
    const held = this.#read(number, 2) - 1
    this.#write(number, 2, held)
    if (held > 0) return
    this.#numbers.remove(this.#read(number, 0), this.#read(number, 1))
    this.#write(number, 0, this.#free)
    this.#free = number
  }

  #takeRecord(): number {
    const free = this.#free
    if (free !== ABSENT) {
      this.#free = this.#read(free, 0)
      return free
    }
    if (this.#made % RECORDS_PER_CHUNK === 0) {
      this.#chunks.push(new Int32Array(RECORDS_PER_CHUNK * WORDS_PER_RECORD))
    }
    this.#made += 1
    return this.#made - 1
  }

  #read(number: number, word: number): number {
    const chunk = this.#chunks[Math.trunc(number / RECORDS_PER_CHUNK)]
    return chunk?.[(number % RECORDS_PER_CHUNK) * WORDS_PER_RECORD + word] ?? 0
  }

  #write(number: number, word: number, value: number): void {
    const chunk = this.#chunks[Math.trunc(number / RECORDS_PER_CHUNK)]
    if (chunk !== undefined) chunk[(number % RECORDS_PER_CHUNK) * WORDS_PER_RECORD + word] = value
  }
}
