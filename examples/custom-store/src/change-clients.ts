import { open, readFile, rename, unlink } from 'node:fs/promises'
import type { HawkCredentials } from '@hawk-auth/core'
import { formatClients, parseClients } from './client-list.js'

/**
 * Changes a file of clients in one step: readers see the old one or the new one, whole, and no power cut leaves anything
 * between. Two who change it at once would lose one change, so the second is refused.
 *
 * @throws Error with code `EEXIST` where somebody else is changing it; whatever `change` throws, and then nothing changes
 */
export async function changeClients(
  file: string,
  change: (clients: Map<string, HawkCredentials>) => void,
): Promise<void> {
  // Beside the file, for a rename works within one file system alone. It holds keys: nobody else may read it.
  const next = `${file}.new`
  const handle = await open(next, 'wx', 0o600)
  try {
    try {
      const clients = await readIfThere(file)
      change(clients)
      await handle.writeFile(formatClients(clients.values()))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(next, file)
  } catch (error) {
    await unlink(next)
    throw error
  }
}

async function readIfThere(file: string): Promise<Map<string, HawkCredentials>> {
  try {
    return parseClients(await readFile(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw error
  }
}
