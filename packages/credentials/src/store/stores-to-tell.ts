/**
 * The cached stores that a registry made. They live as long as it does: whoever took only the `find` of one off it is still
 * to see changes at once.
 */
export class StoresToTell<S extends { invalidate(id: string): void }> {
  readonly #stores = new Set<S>()

  /** Takes one more in. */
  add(store: S): S {
    this.#stores.add(store)
    return store
  }

  /** Has each of them forget an id. */
  invalidate(id: string): void {
    for (const store of this.#stores) store.invalidate(id)
  }
}
