import { expect } from 'vitest'
import type { CredentialRegistry } from '../../../src/index.js'
import { openForTest } from '../../database/fixtures.js'

/** What is there, by id. */
interface Sound {
  versions: Map<string, number>
  /** The key of each that has one. */
  keys: Map<string, string>
}

/**
 * Holds that each credential is what its audit entries say, one entry for each version, and that each has a secret that
 * opens unless it is deleted.
 */
export async function expectSound(location: string, registry: CredentialRegistry): Promise<Sound> {
  const database = await openForTest(location)
  const [credentials, entries, secrets] = await database.read(async (kysely) => [
    await kysely.selectFrom('hawk_auth_credentials').selectAll().orderBy('id').execute(),
    await kysely.selectFrom('hawk_auth_audit').selectAll().orderBy('seq').execute(),
    await kysely.selectFrom('hawk_auth_secrets').selectAll().execute(),
  ])
  const logged = new Map<string, (number | null)[]>()
  for (const { credential_id: id, version } of entries) logged.set(id, [...(logged.get(id) ?? []), version])
  const stored = new Map(credentials.map(({ id, version }) => [id, upTo(version)]))
  expect(Object.fromEntries(logged)).toEqual(Object.fromEntries(stored))

  const store = registry.credentialStore()
  const keys = new Map<string, string>()
  for (const { id, status } of credentials) {
    const found = await store.find(id, { id })
    const slots = secrets.filter(({ credential_id }) => credential_id === id).map(({ slot }) => slot)
    if (status === 'deleted') {
      expect({ found, slots }).toEqual({ found: null, slots: [] })
      continue
    }
    expect(slots).toContain('current')
    expect(found?.key).toMatch(/^[\w-]{43}$/)
    keys.set(id, found?.key ?? '')
  }
  return { versions: new Map(credentials.map(({ id, version }) => [id, version])), keys }
}

function upTo(version: number): number[] {
  return Array.from({ length: version }, (_, index) => index + 1)
}
