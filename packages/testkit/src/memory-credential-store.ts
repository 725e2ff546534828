import type { CredentialStore, HawkCredentials } from '@hawk-auth/core'

/** A credential store in memory, for tests. */
export interface MemoryCredentialStore<C extends HawkCredentials> extends CredentialStore<C> {
  find(id: string): C | undefined
  used(id: string, atMs: number): void
  /** Puts a record in, in the place of one with the same id. */
  set(record: C): void
  /** Takes a record out; false where there was none. */
  delete(id: string): boolean
  /** The accepted requests that the store was told of, oldest first. */
  readonly uses: readonly { id: string; atMs: number }[]
}

/**
 * Makes a credential store out of records. Ids are compared code unit for code unit, as every store must.
 *
 * @example
 * const credentials = createMemoryCredentialStore([{ id: 'alice', key: 'secret', approved: true }])
 */
export function createMemoryCredentialStore<C extends HawkCredentials>(
  records: Iterable<C> = [],
): MemoryCredentialStore<C> {
  const byId = new Map<string, C>()
  const uses: { id: string; atMs: number }[] = []
  for (const record of records) byId.set(record.id, record)
  return {
    uses,
    find: (id) => byId.get(id),
    used: (id, atMs) => {
      uses.push({ id, atMs })
    },
    set: (record) => {
      byId.set(record.id, record)
    },
    delete: (id) => byId.delete(id),
  }
}
