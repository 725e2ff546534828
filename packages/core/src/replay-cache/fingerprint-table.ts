/** What a look-up answers when the fingerprint is not there; every value kept is larger. */
export const ABSENT = -1

/** Two words of fingerprint, and one more than the value: zero there means that the slot is free. */
const WORDS_PER_SLOT = 3

/**
 * A hash table of fixed size, outside the heap, from 64-bit fingerprints to whole numbers: open addressing,
 * one step at a time, at most three quarters full. Fingerprints are keyed, so nobody can aim for long runs.
 */
export class FingerprintTable {
  readonly slots: number
  /** How many fingerprints it takes. */
  readonly capacity: number
  /** How many fingerprints it holds. */
  used = 0
  /** How many leading bits the second words of its fingerprints have in common. */
  depth = 0
  readonly #words: Int32Array

  /** @param slots - a power of two */
  constructor(slots: number) {
    this.slots = slots
    this.capacity = (slots / 4) * 3
    this.#words = new Int32Array(slots * WORDS_PER_SLOT)
  }

  /** The value kept for a fingerprint, or {@link ABSENT}. */
  get(low: number, high: number): number {
    return (this.#words[this.#locate(low, high) + 2] ?? 0) - 1
  }

  /** Keeps a fingerprint that is absent, while there is room. */
  add(low: number, high: number, value: number): void {
    this.#put(this.#locate(low, high), low, high, value + 1)
    this.used += 1
  }

  /** Removes a fingerprint, and moves up those that had to step over it. */
  remove(low: number, high: number): void {
    const words = this.#words
    const mask = this.slots - 1
    let gap = this.#locate(low, high) / WORDS_PER_SLOT
    if (this.valueAt(gap) === ABSENT) return
    for (let slot = (gap + 1) & mask; this.valueAt(slot) !== ABSENT; slot = (slot + 1) & mask) {
      const at = slot * WORDS_PER_SLOT
      const home = (words[at] ?? 0) & mask
      // It may not move to before the slot where its search begins.
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue
      this.#put(gap * WORDS_PER_SLOT, words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0)
      gap = slot
    }
    this.#put(gap * WORDS_PER_SLOT, 0, 0, 0)
    this.used -= 1
  }

  /** The value in a slot, or {@link ABSENT}. */
  valueAt(slot: number): number {
    return (this.#words[slot * WORDS_PER_SLOT + 2] ?? 0) - 1
  }

  /** Copies every fingerprint whose second word has the bit into `ones`, and the others into `zeros`. */
  distribute(bit: number, zeros: FingerprintTable, ones: FingerprintTable): void {
    const words = this.#words
    for (let at = 0; at < words.length; at += WORDS_PER_SLOT) {
      const stored = words[at + 2] ?? 0
      if (stored === 0) continue
      const high = words[at + 1] ?? 0
      const target = (high & bit) === 0 ? zeros : ones
      target.add(words[at] ?? 0, high, stored - 1)
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#words.fill(0)
    this.used = 0
    this.depth = 0
  }

  #put(at: number, low: number, high: number, stored: number): void {
    const words = this.#words
    words[at] = low
    words[at + 1] = high
    words[at + 2] = stored
  }

  /** Where a fingerprint is, or the free place where it belongs. */
  #locate(low: number, high: number): number {
    const words = this.#words
    const mask = this.slots - 1
    let slot = low & mask
    for (;;) {
      const at = slot * WORDS_PER_SLOT
      if (words[at + 2] === 0 || (words[at] === low && words[at + 1] === high)) return at
      slot = (slot + 1) & mask
    }
  }
}
