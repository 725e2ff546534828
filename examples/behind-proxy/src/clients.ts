import { randomBytes } from 'node:crypto'
import type { HawkCredentials } from '@hawk-auth/express'

/** The one client of this example; its key is new with every start. */
export const CI_BOT: HawkCredentials & { key: string } = {
  id: 'ci-bot',
  key: randomBytes(32).toString('base64url'),
  approved: true,
}

/** Looks a client up. */
export function findClient(id: string): HawkCredentials | null {
  return id === CI_BOT.id ? CI_BOT : null
}
