import type { RegistryDatabase } from './database/registry-database.js'
import { RegistryError } from './registry-error.js'

/** A database whose end can be asked for. */
interface ClosableDatabase extends RegistryDatabase {
  /** Refuses what is asked from now on, waits for what is under way, and closes. Done again it waits for the same. */
  close(): Promise<void>
}

/** Has a database finish what it does before it closes, and refuse what comes later with `ERR_REGISTRY_CLOSED`. */
export function closableDatabase(database: RegistryDatabase): ClosableDatabase {
  const underWay = new Set<Promise<unknown>>()
  let closing: Promise<void> | null = null

  async function track<T>(start: () => Promise<T>): Promise<T> {
    requireOpen(closing === null)
    const work = start()
    underWay.add(work)
    try {
      return await work
    } finally {
      underWay.delete(work)
    }
  }

  return {
    kind: database.kind,
    name: database.name,
    file: database.file,
    read: (run) => track(() => database.read(run)),
    write: (run) => track(() => database.write(run)),
    commit: (run) => track(() => database.commit(run)),
    close() {
      closing ??= Promise.allSettled(underWay).then(() => database.close())
      return closing
    },
  }
}

/** @throws RegistryError `ERR_REGISTRY_CLOSED` */
export function requireOpen(isOpen: boolean, what = 'registry'): void {
  if (!isOpen) throw new RegistryError('ERR_REGISTRY_CLOSED', `The ${what} was closed`)
}
