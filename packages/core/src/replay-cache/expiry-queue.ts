/** Something that is due at a moment. */
export interface Due {
  /** Milliseconds since the epoch. Must not change while it stands in a queue. */
  readonly dueMs: number
}

/** A queue in order of `dueMs` (a binary heap): adding and removing take as many steps as its length has bits. */
export class ExpiryQueue<T extends Due> {
  /** When the first is due; never, when there is none. */
  firstDueMs = Infinity
  readonly #heap: T[] = []

  add(item: T): void {
    const heap = this.#heap
    let place = heap.length
    while (place > 0) {
      const parent = heap[(place - 1) >> 1]
      if (parent === undefined || parent.dueMs <= item.dueMs) break
      heap[place] = parent
      place = (place - 1) >> 1
    }
    heap[place] = item
    this.#note()
  }

  /** Removes the one that is due first. */
  removeFirst(): T | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (last !== undefined && heap.length > 0) this.#sink(last)
    this.#note()
    return first
  }

  /** Puts an item at the top and lets it sink to where it belongs. */
  #sink(item: T): void {
    const heap = this.#heap
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      const child = this.#dueAt(left + 1) < this.#dueAt(left) ? left + 1 : left
      const next = heap[child]
      if (next === undefined || next.dueMs >= item.dueMs) break
      heap[place] = next
      place = child
    }
    heap[place] = item
  }

  #dueAt(place: number): number {
    return this.#heap[place]?.dueMs ?? Infinity
  }

  #note(): void {
    this.firstDueMs = this.#dueAt(0)
  }
}
