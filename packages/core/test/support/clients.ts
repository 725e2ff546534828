import type { HawkCredentials } from '@hawk-auth/core'

/** What the tests' store holds: a record with a field of the application's own. */
export interface Client extends HawkCredentials {
  name: string
}

export const KEY = 'werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn'

/** An approved client. */
export function client(changes: Partial<Client> = {}): Client {
  return { id: 'ci-bot', key: KEY, approved: true, name: 'CI', ...changes }
}

/** A record as a database may really answer it, whatever its declared type says. */
export function clientLike(changes: Record<string, unknown>): Client {
  return { ...client(), ...changes }
}

/** A record without one of its fields. */
export function clientWithout(field: keyof Client): Client {
  return Object.fromEntries(Object.entries(client()).filter(([name]) => name !== field)) as unknown as Client
}
