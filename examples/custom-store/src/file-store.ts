import { readFile, stat } from 'node:fs/promises'
import type { CredentialStore, HawkCredentials } from '@hawk-auth/core'
import { parseClients } from './client-list.js'

/** A credential store: clients in a JSON file, which is read again when it was changed. It fails where the file is broken. */
export function createFileStore(file: string): CredentialStore<HawkCredentials> {
  let readVersion: string | undefined
  let clients = new Map<string, HawkCredentials>()
  return {
    async find(id) {
      // Not mtime: tools that copy files set it back.
      const { ino, size, ctimeNs } = await stat(file, { bigint: true })
      const version = `${ino} ${size} ${ctimeNs}`
      if (version !== readVersion) {
        // What was read before is of no account any more, whether or not the file can be read now.
        readVersion = undefined
        clients = parseClients(await readFile(file, 'utf8'))
        readVersion = version
      }
      return clients.get(id)
    },
  }
}
