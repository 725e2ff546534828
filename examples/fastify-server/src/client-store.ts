import { randomBytes } from 'node:crypto'
import type { CredentialStore, HawkCredentials } from '@hawk-auth/fastify'

/** A client program of this API: what Hawk needs of it, and who answers for it. */
export interface Client extends HawkCredentials {
  owner: string
}

/** 256 bits, written as 43 characters. The text itself is the key; nothing decodes it. */
const KEY_BYTES = 32

/**
 * A credential store of our own. The guard needs `find` alone; the rest is the life of a client: it is requested,
 * waits for approval, and is then used. Put a database in the place of the map.
 */
export class ClientStore implements CredentialStore<Client> {
  // A Map, never a plain object: an id such as "constructor" comes from outside.
  readonly #clients = new Map<string, Client>()
  readonly #lastUsedMs = new Map<string, number>()

  /** Gives a new client its own random key. It can't be used before it is approved. */
  request(id: string, owner: string): Client {
    if (this.#clients.has(id)) throw new Error(`There is a client "${id}" already`)
    const client: Client = { id, key: randomBytes(KEY_BYTES).toString('base64url'), approved: false, owner }
    this.#clients.set(id, client)
    return client
  }

  /** What an administrator does. */
  approve(id: string): void {
    const client = this.#clients.get(id)
    if (client === undefined) throw new Error(`There is no client "${id}"`)
    this.#clients.set(id, { ...client, approved: true })
  }

  find(id: string): Client | undefined {
    return this.#clients.get(id)
  }

  /** The verifier tells of every accepted request, off its path. */
  used(id: string, atMs: number): void {
    this.#lastUsedMs.set(id, atMs)
  }

  lastUsedMs(id: string): number | undefined {
    return this.#lastUsedMs.get(id)
  }
}
