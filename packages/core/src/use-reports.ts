import type { CredentialStore, HawkCredentials } from './credentials.js'

/**
 * Tells a credential store which credentials were used, after the request's own work: nobody waits for it, and its
 * faults are its own.
 */
export class UseReports<C extends HawkCredentials> {
  readonly #store: CredentialStore<C>
  readonly #isWanted: boolean

  constructor(store: CredentialStore<C>) {
    this.#store = store
    this.#isWanted = typeof store.used === 'function'
  }

  /** Reports one acceptance. */
  report(id: string, atMs: number): void {
    if (!this.#isWanted) return
    setImmediate(() => {
      void this.#tell(id, atMs)
    })
  }

  async #tell(id: string, atMs: number): Promise<void> {
    try {
      const told: unknown = this.#store.used?.(id, atMs)
      await told
    } catch {
      // "Last used" is a convenience: a fault here must neither undo an accepted request nor end the process.
    }
  }
}
