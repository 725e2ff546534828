import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRegistry } from '@hawk-auth/credentials'

/** A client that can be tried out: its secret is known. */
export interface DemoClient {
  id: string
  key: string
}

/** The registry of this server. */
export interface Clients {
  /** Its database: the one that was given, or one that lasts as long as the server. */
  database: string
  /** Two who can be tried out, where nobody gave a database. */
  clients: Record<'approved' | 'unapproved', DemoClient> | null
  removeDatabase: () => void
}

const BY = { actor: 'example:start' }

/** Opens the registry once, which makes what it needs. Without a database of the user's there is one with two clients. */
export async function openClients(database: string | undefined): Promise<Clients> {
  if (database !== undefined) {
    const registry = await openRegistry({ database })
    await registry.close()
    return { database, clients: null, removeDatabase: () => undefined }
  }
  const directory = mkdtempSync(join(tmpdir(), 'hawk-auth-multi-process-'))
  const own = join(directory, 'hawk-auth.sqlite')
  const registry = await openRegistry({ database: own })
  const add = async (id: string, owner: string, approve: boolean): Promise<DemoClient> => {
    const { secret } = await registry.request({ id, owner, description: 'To try it out' }, { ...BY, approve })
    return { id, key: secret }
  }
  const approved = await add('ci-bot', 'ci@example.com', true)
  const unapproved = await add('new-bot', 'newcomer@example.com', false)
  await registry.close()
  return {
    database: own,
    clients: { approved, unapproved },
    removeDatabase: () => rmSync(directory, { recursive: true, force: true }),
  }
}
