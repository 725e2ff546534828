import type { Claim, NonceStore, NonceUse } from '@hawk-auth/core'

/** A replay cache in a database. */
export interface SqlNonceStore extends NonceStore {
  /** Claims one nonce: `admitted` or `replayed`. */
  claim(use: NonceUse): Promise<Claim>
  /** Refuses claims from now on, waits for those under way, and closes the connections. Done again it waits for the same. */
  close(): Promise<void>
}
